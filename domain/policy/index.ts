import type { Actor } from "../actor.ts";
import { Refusal } from "../refusal.ts";
import { administrationPolicy, type AdministrationAbilityName } from "./administration.ts";
import {
  draftPolicy,
  notificationPolicy,
  type DraftAbilityName,
  type DraftSubject,
  type NotificationAbilityName,
  type NotificationSubject,
} from "./belongings.ts";
import { bulkBatchPolicy, type BulkBatchAbilityName, type BulkBatchSubject } from "./bulk-batches.ts";
import { casePolicy, type CaseAbilityName, type CaseSubject } from "./cases.ts";
import {
  counterPolicy,
  receiptPolicy,
  type CounterAbilityName,
  type ReceiptAbilityName,
  type ReceiptSubject,
} from "./counter.ts";
import {
  certificatePolicy,
  registerPolicy,
  revocationPolicy,
  type CertificateAbilityName,
  type CertificateSubject,
  type RegisterAbilityName,
  type RegisterSubject,
  type RevocationAbilityName,
} from "./certificates.ts";
import { savedFilterPolicy, type SavedFilterAbilityName, type SavedFilterSubject } from "./saved-filters.ts";
import { firstDenial, type Ability, type Denial } from "./condition.ts";
import {
  accountPolicy,
  officePolicy,
  successionPolicy,
  type AccountAbilityName,
  type AccountSubject,
  type OfficeAbilityName,
  type OfficeSubject,
  type SuccessionAbilityName,
  type SuccessionSubject,
} from "./offices.ts";
import { phrasePolicy, type PhraseAbilityName, type PhraseSubject } from "./phrases.ts";
import { ruleDraftPolicy, type RuleDraftAbilityName, type RuleDraftSubject } from "./rule-drafts.ts";
import { ratingPolicy, type RatingAbilityName, type RatingSubject } from "./ratings.ts";
import { substitutePolicy, type AbsenceSubject, type SubstituteAbilityName } from "./substitutes.ts";
import type { TaskSubject } from "./task-seats.ts";
import { taskPolicy, type TaskAbilityName } from "./tasks.ts";

/** Which subject an ability is asked of. */
type SubjectOf<Name> = Name extends TaskAbilityName
  ? TaskSubject
  : Name extends PhraseAbilityName
    ? PhraseSubject
    : Name extends BulkBatchAbilityName
      ? BulkBatchSubject
      : Name extends CaseAbilityName
        ? CaseSubject
        : Name extends CertificateAbilityName
          ? CertificateSubject
          : Name extends SavedFilterAbilityName
            ? SavedFilterSubject
            : Name extends RuleDraftAbilityName
              ? RuleDraftSubject
              : Name extends DraftAbilityName
                ? DraftSubject
                : Name extends NotificationAbilityName
                  ? NotificationSubject
                  : Name extends SubstituteAbilityName
                    ? AbsenceSubject
                    : Name extends OfficeAbilityName
                      ? OfficeSubject
                      : Name extends AccountAbilityName
                        ? AccountSubject
                        : Name extends RatingAbilityName
                          ? RatingSubject
                          : Name extends ReceiptAbilityName
                            ? ReceiptSubject
                            : Name extends RevocationAbilityName
                              ? RegisterSubject
                              : Name extends SuccessionAbilityName
                                ? SuccessionSubject
                                : null;
export type AbilityName =
  | TaskAbilityName
  | BulkBatchAbilityName
  | PhraseAbilityName
  | CaseAbilityName
  | CertificateAbilityName
  | RegisterAbilityName
  | RevocationAbilityName
  | RuleDraftAbilityName
  | SavedFilterAbilityName
  | DraftAbilityName
  | NotificationAbilityName
  | SubstituteAbilityName
  | OfficeAbilityName
  | AccountAbilityName
  | SuccessionAbilityName
  | RatingAbilityName
  | CounterAbilityName
  | ReceiptAbilityName
  | AdministrationAbilityName;

/** The whole table: who may do what. Routes ask it, presenters send what it answers, the web re-implements nothing. */
export const policy: Readonly<Record<AbilityName, Ability<never>>> = {
  ...taskPolicy,
  ...bulkBatchPolicy,
  ...phrasePolicy,
  ...casePolicy,
  ...certificatePolicy,
  ...registerPolicy,
  ...revocationPolicy,
  ...ruleDraftPolicy,
  ...savedFilterPolicy,
  ...draftPolicy,
  ...notificationPolicy,
  ...substitutePolicy,
  ...officePolicy,
  ...accountPolicy,
  ...successionPolicy,
  ...ratingPolicy,
  ...counterPolicy,
  ...receiptPolicy,
  ...administrationPolicy,
};

/** Why the actor may not, or undefined when they may. Pass null as the subject of what concerns no single subject. */
export function denialOf<Name extends AbilityName>(
  name: Name,
  actor: Actor,
  subject: SubjectOf<Name>,
): Denial | undefined {
  return firstDenial(policy[name] as Ability<SubjectOf<Name>>, actor, subject);
}

export function can<Name extends AbilityName>(name: Name, actor: Actor, subject: SubjectOf<Name>): boolean {
  return denialOf(name, actor, subject) === undefined;
}

/** @throws Refusal with the first condition's code; `not-found` for what the actor may not even see. */
export function authorize<Name extends AbilityName>(name: Name, actor: Actor, subject: SubjectOf<Name>): void {
  const denial = denialOf(name, actor, subject);
  if (denial) throw new Refusal(denial.code, denial.params, name);
}

/** The table as text: one line per ability, its conditions in words. */
export function printPolicy(): string {
  return Object.entries(policy)
    .map(([name, { title, when }]) => `${title}（${name}）：${when.map(({ says }) => says).join("；")}。`)
    .join("\n");
}
