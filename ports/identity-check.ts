import { identityNumberSentences, judgeIdentityNumber } from "../domain/identity-number.ts";

/** A person as they say who they are. */
export interface ClaimedIdentity {
  name: string;
  /** 公民身份号码 as kept: eighteen characters, X in upper case. */
  identityNumber: string;
}

export type IdentityResult =
  | { verdict: "matches" }
  | { verdict: "differs"; reason: string }
  /** Nobody was asked, or nobody answered: a person at an office must look at the document. */
  | { verdict: "unknown"; reason: string };

/**
 * Asks the authority whether name and number belong together (实名核验). Every such service has an access agreement and
 * an interface of its own, so there is no real adapter before an office has one; "off" says so instead of pretending.
 */
export interface IdentityCheck {
  kind: "off" | "stand-in";
  /** What people are told beside a result. */
  caution: string;
  /** Never throws: a service that is down is the answer `unknown`. */
  check(claimed: ClaimedIdentity): Promise<IdentityResult>;
}

/** Only the number's own rules are looked at; whether it belongs to the name stays unknown. */
export function createIdentityCheckOff(): IdentityCheck {
  const caution = "尚未接入实名核验服务，请由经办人核对身份证件。";
  return {
    kind: "off",
    caution,
    check: async (claimed) => judgedByItself(claimed) ?? { verdict: "unknown", reason: caution },
  };
}

/**
 * Stand-in: every name matches every well-formed number.
 * @throws Error when asked for in production.
 */
export function createIdentityCheckStandIn(mode: string): IdentityCheck {
  if (mode === "production") throw new Error("演示实名核验不能用于正式环境：它不会真正核对姓名和号码。");
  return {
    kind: "stand-in",
    caution: "演示环境没有接入实名核验服务，只检查号码本身。",
    check: async (claimed) => judgedByItself(claimed) ?? { verdict: "matches" },
  };
}

function judgedByItself({ name, identityNumber }: ClaimedIdentity): IdentityResult | undefined {
  if (name.trim() === "") return { verdict: "differs", reason: "没有填写姓名" };
  const judged = judgeIdentityNumber(identityNumber);
  return judged.valid ? undefined : { verdict: "differs", reason: identityNumberSentences[judged.fault] };
}
