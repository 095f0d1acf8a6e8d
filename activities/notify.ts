import { civilDateAt } from "../domain/civil-date.ts";
import {
  notificationText,
  remindersOfOffice,
  type NotificationKind,
  type NotificationParams,
} from "../domain/texts/notifications.ts";
import { newId, type Writing } from "./writing.ts";

/**
 * Tells an account, in the act's own transaction: the page reads the row, the delivery row goes out by mail. No personal
 * data in the text (B-14); it says what happened and where to look.
 */
export async function tell(
  writing: Writing,
  accountIds: readonly string[],
  kind: NotificationKind,
  params: NotificationParams = {},
  taskId: string | null = null,
): Promise<void> {
  const { title, body } = notificationText(kind, { number: writing.case.number, ...params });
  for (const accountId of new Set(accountIds)) {
    const id = newId();
    const made = await writing.rows(
      `insert into notifications (id, account_id, kind, case_id, task_id, title, body, at, day)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (account_id, task_id, kind, day) where task_id is not null do nothing returning id`,
      [id, accountId, kind, writing.case.id, taskId, title, body, writing.at, civilDateAt(writing.act.at)],
    );
    // Reminders go out once a day, together (digest.ts).
    if (made.length === 0 || remindersOfOffice.includes(kind)) continue;
    await writing.rows(
      `insert into deliveries (id, notification_id, channel, address, state, next_attempt_at)
       select $1, $2, 'mail', email, 'waiting', now() from accounts where id = $3 and email is not null`,
      [newId(), id, accountId],
    );
  }
}

export async function tellApplicant(
  writing: Writing,
  kind: NotificationKind,
  params: NotificationParams = {},
): Promise<void> {
  await tell(writing, [writing.case.account_id], kind, params);
}

/** Today's active members of a body. */
export async function membersOf(
  writing: Pick<Writing, "rows">,
  receiver: { kind: string; id: string },
  roles: readonly string[] = ["agent", "reviewer", "chief"],
): Promise<string[]> {
  const column = receiver.kind === "organisation" ? "organisation_id" : "office_id";
  const members = await writing.rows<{ account_id: string }>(
    `select m.account_id from memberships m join accounts a on a.id = m.account_id and a.status = 'active'
     where m.${column} = $1 and m.role = any($2::text[]) and m.valid_from <= (now() at time zone 'Asia/Shanghai')::date
     and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date)`,
    [receiver.id, roles],
  );
  return members.map((member) => member.account_id);
}

export async function administrators(writing: Pick<Writing, "rows">): Promise<string[]> {
  const found = await writing.rows<{ account_id: string }>(
    `select distinct m.account_id from memberships m join accounts a on a.id = m.account_id and a.status = 'active'
     where m.role = 'administrator' and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date)`,
  );
  return found.map((one) => one.account_id);
}
