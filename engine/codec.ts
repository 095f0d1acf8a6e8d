import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Payload, PayloadCodec } from "@temporalio/common";
import type { KeyRing } from "../db/field-encryption.ts";

const encoding = Buffer.from("binary/encrypted");

/**
 * Seals every payload before it leaves the process (AES-256-GCM, the key's id beside it): the engine's own tables and
 * pages carry ids and ciphers, never an opinion or a reason. What was stored before stays readable.
 */
export class EncryptionCodec implements PayloadCodec {
  private readonly ring: KeyRing;
  constructor(ring: KeyRing) {
    this.ring = ring;
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", this.key(this.ring.current), iv);
      const plain = JSON.stringify({
        metadata: Object.fromEntries(
          Object.entries(payload.metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString("base64")]),
        ),
        data: Buffer.from(payload.data ?? []).toString("base64"),
      });
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return {
        metadata: { encoding, "encryption-key": Buffer.from(this.ring.current) },
        data: Buffer.concat([iv, cipher.getAuthTag(), body]),
      };
    });
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      if (!payload.metadata?.encoding || Buffer.compare(Buffer.from(payload.metadata.encoding), encoding) !== 0)
        return payload;
      const keyId = Buffer.from(payload.metadata["encryption-key"] ?? []).toString();
      const sealed = Buffer.from(payload.data ?? []);
      const decipher = createDecipheriv("aes-256-gcm", this.key(keyId), sealed.subarray(0, 12)).setAuthTag(
        sealed.subarray(12, 28),
      );
      const plain = JSON.parse(
        Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString("utf8"),
      ) as { metadata: Record<string, string>; data: string };
      return {
        metadata: Object.fromEntries(
          Object.entries(plain.metadata).map(([name, value]) => [name, Buffer.from(value, "base64")]),
        ),
        data: Buffer.from(plain.data, "base64"),
      };
    });
  }

  private key(id: string): Buffer {
    const key = this.ring.keys[id];
    if (!key) throw new Error(`key ${id} is not in the ring`);
    return key;
  }
}
