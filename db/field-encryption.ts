import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

/** Keys by id, 32 bytes each: the current one encrypts, all of them decrypt; the lookup key never changes. */
export interface KeyRing {
  current: string;
  keys: Readonly<Record<string, Buffer>>;
  lookupKey: Buffer;
}

/**
 * Personal columns (document number, phone, certificate token): AES-256-GCM with the column's name as associated data,
 * so that a cipher moved to another column does not open. Text form: `keyId.iv.tag.cipher`, base64url.
 */
export class FieldEncryption {
  private readonly ring: KeyRing;
  constructor(ring: KeyRing) {
    this.ring = ring;
  }

  encrypt(column: string, plain: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.key(this.ring.current), iv).setAAD(Buffer.from(column));
    const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return [this.ring.current, ...[iv, cipher.getAuthTag(), body].map((part) => part.toString("base64url"))].join(".");
  }

  /** @throws Error when the key is gone or the text was changed. */
  decrypt(column: string, text: string): string {
    const [keyId, iv, tag, body] = text.split(".");
    if (!keyId || !iv || !tag || body === undefined) throw new Error("not an encrypted field");
    const decipher = createDecipheriv("aes-256-gcm", this.key(keyId), Buffer.from(iv, "base64url"))
      .setAAD(Buffer.from(column))
      .setAuthTag(Buffer.from(tag, "base64url"));
    return Buffer.concat([decipher.update(Buffer.from(body, "base64url")), decipher.final()]).toString("utf8");
  }

  /** For equality search only: the same plain text of the same kind gives the same hash, and tells nothing else. */
  hash(kind: string, plain: string): string {
    return createHmac("sha256", this.ring.lookupKey).update(`${kind}\0${plain}`).digest("base64url");
  }

  private key(id: string): Buffer {
    const key = this.ring.keys[id];
    if (!key) throw new Error(`key ${id} is not in the ring`);
    return key;
  }
}
