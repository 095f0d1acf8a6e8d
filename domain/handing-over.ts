/** A task goes from hand to hand inside one office (B-03 to B-06): nobody has decided anything, and nothing of it is the applicant's. */
export const fromHandToHand = ["task.transferred", "task.lent", "task.given-back", "task.taken-over"] as const;
export type HandToHand = (typeof fromHandToHand)[number];

/** Told to the offices alone; the applicant reads what becomes of it. */
export const withinOffices = [...fromHandToHand, "task.urged"] as const;

/** Written by somebody and no act of the case: whoever acted last before can still take that back (B-08). */
export const noActs: readonly string[] = [...withinOffices, "task.escalated", "certificate.revoked"];

export function isWithinOffices(type: string): boolean {
  return (withinOffices as readonly string[]).includes(type);
}
