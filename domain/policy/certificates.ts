import { condition, type Ability } from "./condition.ts";

export interface CertificateSubject {
  personId: string | null;
  state: "preparing" | "valid" | "replaced" | "revoked";
  hasFile: boolean;
}

const holder = condition<CertificateSubject>(
  "是持证人本人",
  (actor, certificate) => actor.personId !== null && actor.personId === certificate.personId,
  "not-found",
);
const electronic = condition<CertificateSubject>("是电子证书", (_, certificate) => certificate.hasFile, "not-found");
const valid = condition<CertificateSubject>(
  "证书有效",
  (_, certificate) => certificate.state === "valid",
  "certificate-not-valid",
);

export const certificatePolicy = {
  "see-certificate": { title: "看本人证书", when: [holder] },
  "download-certificate-file": { title: "下载本人电子证书", when: [holder, electronic, valid] },
} as const satisfies Record<string, Ability<CertificateSubject>>;
export type CertificateAbilityName = keyof typeof certificatePolicy;
