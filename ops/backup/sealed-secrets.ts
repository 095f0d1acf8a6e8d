import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { z } from "zod";
import { OperationError } from "../operation-error.ts";

/** Contents (base64) of the files of `secrets/`, by name. */
const secretsSchema = z.record(z.string().regex(/^[\w.-]+$/), z.base64());
export type Secrets = z.infer<typeof secretsSchema>;

const sealedSchema = z.object({
  cipher: z.literal("scrypt-aes-256-gcm"),
  salt: z.base64(),
  nonce: z.base64(),
  tag: z.base64(),
  content: z.base64(),
});

const deriveKey = promisify<string, Buffer, number, object, Buffer>(scrypt);
/** 64 MB and about a fifth of a second for each guess at the passphrase. */
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 };

/** Seals the secrets with a passphrase; the text can lie beside the data it opens. */
export async function sealSecrets(secrets: Secrets, passphrase: string): Promise<string> {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", await deriveKey(passphrase, salt, 32, cost), nonce);
  const content = Buffer.concat([cipher.update(JSON.stringify(secrets)), cipher.final()]);
  const parts = { salt, nonce, tag: cipher.getAuthTag(), content };
  const encoded = Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, bytes.toString("base64")]));
  return JSON.stringify({ cipher: "scrypt-aes-256-gcm", ...encoded });
}

/** @throws OperationError when the passphrase is not the one they were sealed with. */
export async function openSecrets(sealed: string, passphrase: string): Promise<Secrets> {
  const parts = sealedSchema.parse(JSON.parse(sealed));
  const bytes = (name: "salt" | "nonce" | "tag" | "content") => Buffer.from(parts[name], "base64");
  const key = await deriveKey(passphrase, bytes("salt"), 32, cost);
  const decipher = createDecipheriv("aes-256-gcm", key, bytes("nonce")).setAuthTag(bytes("tag"));
  try {
    const content = Buffer.concat([decipher.update(bytes("content")), decipher.final()]);
    return secretsSchema.parse(JSON.parse(content.toString()));
  } catch {
    throw new OperationError("备份口令不对：打不开备份中的密钥。请使用备份时的那个口令（BACKUP_PASSPHRASE_FILE）。");
  }
}
