import { randomUUID } from "node:crypto";
import { accountSubject, findOffices, findSeats } from "../api/queries/offices.ts";
import { rows } from "../db/connection.ts";
import type { AccountSubject, OfficeSubject } from "../domain/policy/offices.ts";
import type { Stage } from "./stage.ts";

export interface OfficeNamed {
  name: string;
  id: string;
  subject: OfficeSubject;
  /** Somebody who sits there: seat and account. */
  seat: { id: string; role: string; from: string };
  account: AccountSubject;
  /** A request for an account that was answered. */
  requestId: string;
}

/** Each office in which somebody sits. */
export async function plantOffices({ desk: { database, world } }: Stage): Promise<OfficeNamed[]> {
  const seats = await findSeats(database);
  const named: OfficeNamed[] = [];
  for (const office of await findOffices(database)) {
    const seat = seats.find(({ office_id: id, role }) => id === office.id && role !== "administrator");
    if (!seat) continue;
    const requestId = randomUUID();
    await rows(
      database,
      `insert into account_requests (id, office_id, name, role, reason, requested_by, requested_at, state, decided_by, decided_at)
       values ($1, $2, '示例人', 'reviewer', '新增岗位', $3, now(), 'granted', $3, now())`,
      [requestId, office.id, world.accounts["guanli"]],
    );
    named.push({
      ...{ name: office.name, id: office.id, subject: office, requestId },
      seat: { id: seat.id, role: seat.role, from: seat.valid_from },
      account: (await accountSubject(database, seat.account_id))!,
    });
  }
  return named;
}
