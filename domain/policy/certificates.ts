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

/** A certificate as title offices see it. */
export interface RegisterSubject {
  issuerOfficeId: string;
  /** The city's own title office; null where there is none. */
  cityTitleOfficeId: string | null;
  personId: string | null;
  state: CertificateSubject["state"];
}

const atTitleOffice = condition<null>(
  "是职改办的经办人或负责人",
  (actor) =>
    actor.memberships.some(
      ({ officeKind, role }) => officeKind === "title-office" && (role === "reviewer" || role === "chief"),
    ),
  "not-allowed",
);
/** Not from a seat that is kept for somebody absent: what cannot be taken back waits for its chief. */
const chiefOfIssuer = condition<RegisterSubject>(
  "是发证职改办或市职改办的负责人",
  (actor, { issuerOfficeId, cityTitleOfficeId }) =>
    actor.memberships.some(
      ({ role, officeKind, officeId, standsInFor }) =>
        role === "chief" &&
        officeKind === "title-office" &&
        !standsInFor &&
        (officeId === issuerOfficeId || officeId === cityTitleOfficeId),
    ),
  "not-allowed",
);
const somebodyElses = condition<RegisterSubject>(
  "不是本人的证书",
  (actor, { personId }) => personId === null || personId !== actor.personId,
  "own-certificate",
);
const stillValid = condition<RegisterSubject>("证书有效", (_, { state }) => state === "valid", "not-revocable");
const passwordAgain = condition<RegisterSubject>(
  "刚刚重新输入过密码",
  (actor) => actor.stepUpUntil !== null,
  "step-up-needed",
);

/** What title offices may do with certificates that are out. */
export const registerPolicy = {
  "read-certificate-register": { title: "按编号查证书，看撤销和违规记录", when: [atTitleOffice] },
} as const satisfies Record<string, Ability<null>>;
export const revocationPolicy = {
  "revoke-certificate": {
    title: "撤销证书",
    when: [chiefOfIssuer, somebodyElses, stillValid, passwordAgain],
  },
} as const satisfies Record<string, Ability<RegisterSubject>>;
export type RegisterAbilityName = keyof typeof registerPolicy;
export type RevocationAbilityName = keyof typeof revocationPolicy;

export const certificatePolicy = {
  "see-certificate": { title: "看本人证书", when: [holder] },
  "download-certificate-file": { title: "下载本人电子证书", when: [holder, electronic, valid] },
} as const satisfies Record<string, Ability<CertificateSubject>>;
export type CertificateAbilityName = keyof typeof certificatePolicy;
