import type { ActInput } from "../workflows/book.ts";
import type { ActivityDeps } from "./deps.ts";
import { issueCertificate } from "./issue-certificate.ts";

/** One line per effect a matter may carry out. */
const effects: Readonly<Record<string, (deps: ActivityDeps, act: ActInput) => Promise<void>>> = {
  "issue-certificate": issueCertificate,
};

/** Carries out an effect; each says itself why it is safe to carry it out again. */
export async function carryOutEffect(deps: ActivityDeps, act: ActInput): Promise<void> {
  const effect = effects[act.step];
  if (!effect) throw new Error(`no effect is called ${act.step}`);
  await effect(deps, act);
}
