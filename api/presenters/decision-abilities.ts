/** The row of the policy that each decision asks. */
export const decisionAbilities = {
  approve: "approve-task",
  return: "return-task",
  reject: "reject-task",
  dismiss: "dismiss-objection",
  uphold: "uphold-objection",
} as const;
