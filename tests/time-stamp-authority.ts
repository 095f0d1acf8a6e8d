import "reflect-metadata";
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import * as x509 from "@peculiar/x509";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

const engine = new pkijs.CryptoEngine({ name: "test", crypto });
const rsa = {
  ...{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

/** A time-stamp authority (RFC 3161) of the test's own; it sends along more than its signature covers, as real ones do. */
export async function openTimeStampAuthority(
  algorithm: RsaHashedKeyGenParams | (EcKeyGenParams & { hash: string }) = rsa,
): Promise<{ url: string; server: Server }> {
  const keys = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: "CN=时间戳（测试）", keys, signingAlgorithm: algorithm },
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2046-01-01T00:00:00Z"),
  });
  const der = Buffer.from(made.rawData);
  const certificate = pkijs.Certificate.fromBER(new Uint8Array(der));
  const server = createServer((request, response) => {
    void (async () => {
      const asked = pkijs.TimeStampReq.fromBER(new Uint8Array(await buffer(request)));
      const token = await stamp(asked, keys.privateKey, certificate, der);
      const answer = new pkijs.TimeStampResp({
        status: new pkijs.PKIStatusInfo({ status: pkijs.PKIStatus.granted }),
        timeStampToken: token,
      });
      response.end(Buffer.from(answer.toSchema().toBER()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function stamp(
  asked: pkijs.TimeStampReq,
  key: CryptoKey,
  certificate: pkijs.Certificate,
  der: Buffer,
): Promise<pkijs.ContentInfo> {
  const info = new pkijs.TSTInfo({
    version: 1,
    policy: "1.2.3",
    messageImprint: asked.messageImprint,
    serialNumber: new asn1js.Integer({ value: 7 }),
    genTime: new Date("2026-12-16T01:02:05Z"),
  });
  const content = info.toSchema().toBER();
  const attribute = (type: string, value: asn1js.AsnType) => new pkijs.Attribute({ type, values: [value] });
  const named = new asn1js.Sequence({
    value: [
      new asn1js.Sequence({
        value: [
          new asn1js.Sequence({
            value: [new asn1js.OctetString({ valueHex: createHash("sha256").update(der).digest() })],
          }),
        ],
      }),
    ],
  });
  const signed = new pkijs.SignedData({
    version: 3,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({
      eContentType: "1.2.840.113549.1.9.16.1.4",
      eContent: new asn1js.OctetString({ valueHex: content }),
    }),
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        signedAttrs: new pkijs.SignedAndUnsignedAttributes({
          type: 0,
          attributes: [
            attribute("1.2.840.113549.1.9.3", new asn1js.ObjectIdentifier({ value: "1.2.840.113549.1.9.16.1.4" })),
            attribute(
              "1.2.840.113549.1.9.4",
              new asn1js.OctetString({ valueHex: createHash("sha256").update(Buffer.from(content)).digest() }),
            ),
            attribute("1.2.840.113549.1.9.16.2.47", named),
          ],
        }),
      }),
    ],
    // The same certificate twice stands for a chain.
    certificates: [certificate, certificate],
  });
  await signed.sign(key, 0, "SHA-256", content, engine);
  return new pkijs.ContentInfo({ contentType: pkijs.ContentInfo.SIGNED_DATA, content: signed.toSchema(true) });
}
