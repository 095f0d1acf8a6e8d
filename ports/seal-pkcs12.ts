import { readFile } from "node:fs/promises";
import { P12Signer, type TimestampAuthority } from "@libpdf/core";
import * as pkijs from "pkijs";
import { signWithSeal, type SealProvider } from "./seal.ts";
import { sealPicture } from "./seal-picture.ts";

/**
 * Seals with a certificate in a PKCS#12 file, issued by an accredited authority. One certificate signs for every office
 * of the installation; the seal's words and the signature's place name the office, the certificate names its owner.
 * @throws Error when the file cannot be opened with the password, or its certificate is not in force.
 */
export async function createPkcs12Seal(options: {
  file: string;
  password: string;
  timeStamp?: TimestampAuthority | undefined;
}): Promise<SealProvider> {
  const bytes = await readFile(options.file);
  const signer = await P12Signer.create(bytes, options.password, { buildChain: true }).catch((error: Error) => {
    throw new Error(`签章证书文件 ${options.file} 打不开：口令不对，或不是 PKCS#12 文件（${error.message}）。`);
  });
  refuseExpired(signer.certificate, options.file);
  return {
    kind: "pkcs12",
    caution: "",
    async seal(pdf, request) {
      const picture = await sealPicture({ upper: request.officeName, middle: ["电子", "印章"], lower: "" });
      return signWithSeal(pdf, request, { signer, picture, timeStamp: options.timeStamp });
    },
    trusted: async () => [Buffer.from(signer.certificate)],
  };
}

/** A seal made with a certificate that has run out proves nothing: better not to start. */
function refuseExpired(der: Uint8Array, file: string): void {
  const { notBefore, notAfter } = pkijs.Certificate.fromBER(new Uint8Array(der));
  const now = Date.now();
  if (now < notBefore.value.getTime() || now > notAfter.value.getTime()) {
    const days = `${notBefore.value.toISOString().slice(0, 10)} 至 ${notAfter.value.toISOString().slice(0, 10)}`;
    throw new Error(`签章证书 ${file} 不在有效期内（${days}）。`);
  }
}
