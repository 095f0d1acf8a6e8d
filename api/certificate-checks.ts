import { createHash } from "node:crypto";
import { row, rows } from "../db/connection.ts";
import type { CertificateRow } from "../db/rows.ts";
import { assertNever } from "../domain/assert-never.ts";
import { formatDate, civilDateAt } from "../domain/civil-date.ts";
import { Refusal } from "../domain/refusal.ts";
import { cleanLine, cleanNumber } from "../domain/text-input.ts";
import type { SignatureCheck } from "../ports/signature-check.ts";
import type { ReplyGiven } from "./contracts/endpoint.ts";
import type { verifyByNumber, verifyFile } from "./contracts/public.ts";
import type { ApiDeps } from "./deps.ts";
import { isIssued, presentExistence, presentVerification } from "./presenters/verification.ts";

type Checking = Pick<ApiDeps, "database" | "encryption" | "configuration" | "checkSignature">;

/** The token of a QR code names one certificate; who holds the paper may read it. @throws Refusal not-found */
export async function checkToken(deps: Checking, token: string) {
  const found = await row<CertificateRow>(deps.database, "select * from certificates where token_hash = $1", [
    deps.encryption.hash("certificate-token", token),
  ]);
  if (!found || !isIssued(found)) throw new Refusal("not-found");
  return presentVerification(deps, found);
}

/**
 * Number and name tell whether it exists and holds good; with the last four of the document number also what it says
 * (D25). Any part that does not fit makes it not found: which part it was is not told.
 */
export async function checkNumber(
  deps: Checking,
  given: { number: string; name: string; lastFour?: string | undefined },
): Promise<ReplyGiven<typeof verifyByNumber>> {
  const name = cleanLine(given.name);
  const found = await rows<CertificateRow>(
    deps.database,
    // Legacy numbers stand twice here and there (D15): the one that holds good first.
    "select * from certificates where number = $1 and state <> 'preparing' order by (state = 'valid') desc, awarded_on desc limit 20",
    [cleanNumber(given.number)],
  );
  const lastFour = given.lastFour?.toUpperCase();
  const match = found.find(
    (certificate) => certificate.holder_name === name && (!lastFour || lastFourOf(deps, certificate) === lastFour),
  );
  if (!match || !isIssued(match)) return { found: false, verification: null };
  const verification = lastFour ? await presentVerification(deps, match) : presentExistence(deps, match);
  return { found: true, verification };
}

function lastFourOf(deps: Checking, certificate: CertificateRow): string {
  return deps.encryption
    .decrypt("certificates.document_number", certificate.document_number_cipher)
    .slice(-4)
    .toUpperCase();
}

/** Signature first, then whether it is a file we issued, then how that certificate stands. The file is not kept. */
export async function checkFile(deps: Checking, pdf: Buffer): Promise<ReplyGiven<typeof verifyFile>> {
  if (!pdf.subarray(0, 1024).includes("%PDF-")) throw new Refusal("file-type-refused", { name: "这个文件" });
  const signature = await deps.checkSignature(pdf);
  const hash = createHash("sha256").update(pdf).digest("hex");
  const found = await row<CertificateRow>(deps.database, "select * from certificates where file_hash = $1", [hash]);
  const certificate = found && isIssued(found) ? found : undefined;
  const verification = certificate ? await presentVerification(deps, certificate) : null;
  return {
    signature: signature.verdict,
    signer: signature.signer ?? null,
    signedAt: signature.signedAt?.toISOString() ?? null,
    known: certificate !== undefined,
    verification,
    sentence: sentenceOf(signature, verification),
  };
}

function sentenceOf(
  signature: SignatureCheck,
  verification: { state: string; replacedAt?: string | null } | null,
): string {
  switch (signature.verdict) {
    case "altered":
      return "文件在签名之后被改动过，不能作为有效证书。请以扫码或编号核验的结果为准。";
    case "unsigned":
      return "文件没有电子签名，不是本平台签发的电子证书。";
    case "unknown-signer":
      return "文件有签名，但不是本平台的签名，不能作为有效证书。";
    case "intact":
      return verification ? stateSentence(verification) : "签名完整，但这不是本平台签发的证书文件。";
    default:
      return assertNever(signature.verdict);
  }
}

function stateSentence({ state, replacedAt }: { state: string; replacedAt?: string | null }): string {
  if (state === "valid") return "签名完整，是本平台签发的证书，现在有效。";
  if (state === "revoked") return "签名完整，但证书已被注销，不再有效。";
  const since = replacedAt ? `已于 ${formatDate(civilDateAt(Date.parse(replacedAt)))} ` : "已";
  return `签名完整，但证书${since}补发新证，这一本不再有效。`;
}
