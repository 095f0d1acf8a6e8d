import { randomUUID } from "node:crypto";
import { row } from "../db/connection.ts";
import type { ReceiptSubject } from "../domain/policy/counter.ts";
import { demoOffices } from "../ops/demo-data/places.ts";
import type { Stage } from "./stage.ts";

export interface ReceiptNamed {
  name: string;
  id: string;
  subject: ReceiptSubject;
}

/** One that the city's office gave over its counter for a declaration. */
export async function plantReceipts({ desk, cases }: Stage): Promise<readonly ReceiptNamed[]> {
  const office = demoOffices.find(({ key }) => key === "city-title-office")!;
  const [id, clerk] = [randomUUID(), desk.world.accounts["shizhigaiban2"]];
  const planted = await row<{ account_id: string; person_id: string }>(
    desk.database,
    `with given as (
       insert into counter_receipts (id, case_id, revision, kind, number, office_id, office_name, clerk_id, clerk_name, promised, given_at)
       select $1, case_id, revision, 'acceptance', '柳州市职改办受〔2026〕000999号', $3, $4, $5, '示例', '[]', submitted_at
       from form_revisions where case_id = $2 order by revision limit 1 returning case_id)
     select c.account_id, c.person_id from cases c join given g on g.case_id = c.id`,
    [id, cases["on-notice"].id, office.id, office.name, clerk],
  );
  const { account_id: accountId, person_id: personId } = planted!;
  return [{ name: "receipt", id, subject: { accountId, personId, officeId: office.id } }];
}
