import { listAdministrators, queueDeliveries } from "../db/news.ts";
import type { TaskRow } from "../db/rows.ts";
import { wordingOf } from "../db/wordings.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import { newsOf } from "../domain/news.ts";
import {
  fillWording,
  remindersOfOffice,
  type NotificationKind,
  type NotificationParams,
} from "../domain/texts/notifications.ts";
import { newId, type Writing } from "./writing.ts";

/**
 * Tells an account, in the act's own transaction: the page reads the row, delivery rows go out by the channels
 * the reader has chosen. No personal
 * data in the text (B-14); it says what happened and where to look.
 */
export async function tell(
  writing: Writing,
  accountIds: readonly string[],
  kind: NotificationKind,
  params: NotificationParams = {},
  taskId: string | null = null,
): Promise<void> {
  const { title, body } = fillWording(await wordingOf(writing.database, kind, writing.transaction), {
    number: writing.case.number,
    ...params,
  });
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
    const { database, deps, transaction } = writing;
    await queueDeliveries(
      database,
      { notificationId: id, accountId, news: newsOf(kind) },
      deps.sms === true,
      transaction,
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

/** What it takes to ask who is told: of no certain applicant, when nobody is left out. */
export interface Asking {
  rows<Row extends object>(sql: string, bind?: readonly unknown[]): Promise<Row[]>;
  case: { matter: string; account_id: string | null };
}

/** Who sits in a body today, also for somebody absent (B-05). The case's own applicant is not told as one of them, whichever account they sit there with. */
export async function membersOf(
  writing: Asking,
  receiver: { kind: string; id: string },
  roles: readonly string[] = ["agent", "reviewer", "chief"],
): Promise<string[]> {
  const column = receiver.kind === "organisation" ? "organisation_id" : "office_id";
  const members = await writing.rows<{ account_id: string }>(
    `select distinct m.account_id from seats_today m join accounts a on a.id = m.account_id and a.status = 'active'
     where m.${column} = $1 and m.role = any($2::text[]) and (m.matters is null or $3 = any(m.matters)) and ($4::uuid is null or m.account_id <> all(accounts_of_person($4)))`,
    [receiver.id, roles, writing.case.matter, writing.case.account_id],
  );
  return members.map((member) => member.account_id);
}

/** Who has a task at hand: its holder with whoever stands in for them today, else everybody at the desk. */
export async function readersOf(writing: Asking, task: TaskRow): Promise<string[]> {
  if (task.receiver_kind === "applicant") return [task.receiver_id];
  const { receiver_kind: kind, receiver_id: id, holder_id: holder, matter } = task;
  if (!holder) return membersOf(writing, { kind, id });
  const standIns = await writing.rows<{ account_id: string }>(
    `select distinct account_id from seats_today where absent_id = $1 and $2 in (office_id, organisation_id)
     and (matters is null or $3 = any(matters)) and ($4::uuid is null or account_id <> all(accounts_of_person($4)))`,
    [holder, id, matter, writing.case.account_id],
  );
  return [holder, ...standIns.map((one) => one.account_id)];
}

export async function administrators({ database, transaction }: Writing): Promise<string[]> {
  return listAdministrators(database, transaction);
}
