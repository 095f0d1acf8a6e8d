/** A task goes from hand to hand inside one office (B-03 to B-06): nobody has decided anything, and nothing of it is the applicant's. */
export const fromHandToHand = ["task.transferred", "task.lent", "task.given-back", "task.taken-over"] as const;
export type HandToHand = (typeof fromHandToHand)[number];

/** Written by somebody and no act of the case: whoever acted last before can still take that back (B-08). */
export const noActs: readonly string[] = [...fromHandToHand, "certificate.revoked"];

export function isHandToHand(type: string): boolean {
  return (fromHandToHand as readonly string[]).includes(type);
}
