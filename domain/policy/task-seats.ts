import { accountsOf, bodiesOf, isFor, personBehind, type Actor, type Membership } from "../actor.ts";

/** A task as the policy sees it. Instants are ISO texts, ready for a refusal's sentence. */
export interface TaskSubject {
  matter: string;
  kind: "ask" | "review" | "objection";
  state: "open" | "waiting" | "decided" | "recalled" | "closed";
  receiverKind: "office" | "organisation" | "applicant";
  receiverId: string;
  receiverName: string;
  holderId: string | null;
  holderName: string | null;
  claimedAt: string | null;
  /** Who lent it to its holder, and decides it when it has come back (B-04). */
  lenderId: string | null;
  decidedBy: string | null;
  decidedByName: string | null;
  /** Approving it sets the receiver's seal. */
  sealed: boolean;
  /** Several offices sign the step. */
  signing: boolean;
  /** The office above that was told that it is overdue (B-16). */
  escalatedTo: string | null;
  /** Who added this signer to a running step, and at which office's task (B-09); null: the rule named it. */
  added: { accountId: string; officeId: string } | null;
  /** The case's applicant: as a person, and the account the case was opened with. */
  personId: string;
  accountId: string;
  /** Accounts that decided a step of this case for the applicant's employer. */
  agents: readonly string[];
}

/** The seats by which the actor sits at the task's receiver today, for this matter; an administrator decides nothing. */
export function seatsAt(actor: Actor, task: TaskSubject): Membership[] {
  return actor.memberships.filter((seat) => {
    if (!isFor(seat, task.matter)) return false;
    if (task.receiverKind === "organisation") return seat.role === "agent" && seat.organisationId === task.receiverId;
    if (task.receiverKind === "office")
      return (seat.role === "reviewer" || seat.role === "chief") && bodiesOf(seat).includes(task.receiverId);
    return false;
  });
}

/** Seats in the office above, to which an overdue task was reported. */
export function seatsAbove(actor: Actor, { matter, escalatedTo }: TaskSubject): Membership[] {
  if (escalatedTo === null) return [];
  return actor.memberships.filter(
    (seat) =>
      isFor(seat, matter) &&
      (seat.role === "reviewer" || seat.role === "chief") &&
      bodiesOf(seat).includes(escalatedTo),
  );
}

/** By which the actor may urge an overdue task, or take it over. */
export const usableSeatAbove = (actor: Actor, task: TaskSubject) =>
  seatsAbove(actor, task).find((seat) => !isBarred(seat, task));

/** A substitute inherits the duty, not an exemption (D20): what the absent person may not, is not done in their seat. */
function isBarred({ standsInFor: absent }: Membership, task: TaskSubject): boolean {
  if (!absent) return false;
  return concernsSelf(absent, task) || (task.receiverKind === "office" && isAgent(absent, task));
}

export const usableSeatsAt = (actor: Actor, task: TaskSubject) =>
  seatsAt(actor, task).filter((seat) => !isBarred(seat, task));

/** By the account it was opened with, or by the person, whichever account that person uses today. */
export function isOwnCase(
  actor: Pick<Actor, "accountId" | "personId">,
  subject: { personId: string | null; accountId: string },
): boolean {
  return actor.accountId === subject.accountId || (actor.personId !== null && actor.personId === subject.personId);
}

/** D20 asks who sits behind the account: a case is one's own whichever of one's accounts is used. */
export function concernsSelf(
  actor: Pick<Actor, "accountId" | "personId" | "behind">,
  subject: { personId: string | null; accountId: string },
): boolean {
  const person = personBehind(actor);
  return accountsOf(actor).includes(subject.accountId) || (person !== null && person === subject.personId);
}

export const isAgent = (actor: Pick<Actor, "accountId" | "behind">, { agents }: TaskSubject) =>
  accountsOf(actor).some((id) => agents.includes(id));

export const isChief = (actor: Actor, task: TaskSubject) =>
  usableSeatsAt(actor, task).some(({ role }) => role === "chief");
/** Is it held by somebody in whose seat the actor sits meanwhile? */
export const isHeldForAbsent = (actor: Actor, task: TaskSubject) =>
  task.holderId !== null &&
  usableSeatsAt(actor, task).some(({ standsInFor }) => standsInFor?.accountId === task.holderId);
