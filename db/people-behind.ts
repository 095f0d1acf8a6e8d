/** SQL for who uses the account of that id, as a PersonBehind (domain/actor.ts); `account` is a column, never a value. */
export const behind = (account: string) =>
  `json_build_object('personId', natural_person(${account}), 'accountIds', accounts_of_person(${account}))`;
