import { randomUUID } from "node:crypto";
import { getTimeline } from "../api/queries/case-timeline.ts";
import { getTaskWithCase } from "../api/queries/task-subject.ts";
import { row, rows } from "../db/connection.ts";
import type { CertificateRow, DraftRow, MaterialRow, NoticeRow, TaskRow } from "../db/rows.ts";
import type { RefusalCode } from "../domain/refusal.ts";
import type { CaseSubject } from "../domain/policy/cases.ts";
import type { CertificateSubject, RegisterSubject } from "../domain/policy/certificates.ts";
import type { DraftSubject, NotificationSubject } from "../domain/policy/belongings.ts";
import type { RatingSubject } from "../domain/policy/ratings.ts";
import type { SavedFilterSubject } from "../domain/policy/saved-filters.ts";
import type { TaskSubject } from "../domain/policy/task-seats.ts";
import { plantAbsences, type AbsenceNamed } from "./absence-subjects.ts";
import { plantBatches, type BatchNamed } from "./batch-subjects.ts";
import { plantOffices, type OfficeNamed } from "./office-subjects.ts";
import { plantPhrases, type PhraseNamed } from "./phrase-subjects.ts";
import { plantReceipts, type ReceiptNamed } from "./receipt-subjects.ts";
import { plantRuleDrafts, type RuleDraftNamed } from "./rule-draft-subjects.ts";
import { demoOffices } from "../ops/demo-data/places.ts";
import { buildCertificate } from "./factories.ts";
import { stageStates, type Stage, type StageState } from "./stage.ts";
import { declared, handedMaterials } from "./test-case.ts";

/** What one request is about: its subject as the policy sees it, and what makes a request that is right in all else. */
export interface Subjects {
  cases: readonly { name: StageState; id: string; subject: CaseSubject; runningNotice: string | null }[];
  tasks: readonly { name: string; id: string; version: number; subject: TaskSubject }[];
  drafts: readonly { name: string; id: string; version: number; subject: DraftSubject; state: DraftState }[];
  materials: readonly {
    name: string;
    id: string;
    draftId: string;
    draft: DraftSubject;
    handedInTo: CaseSubject | null;
  }[];
  certificates: readonly {
    name: string;
    id: string;
    subject: CertificateSubject;
    register: RegisterSubject;
    unstartable: RefusalCode | null;
  }[];
  /** A key that has revoked a certificate of nobody's here: sent again for another one, nothing is revoked. */
  spentRevocation: string;
  notices: readonly { name: string; id: string; state: NoticeRow["state"] }[];
  filters: readonly { name: string; id: string; subject: SavedFilterSubject }[];
  notifications: readonly { name: string; id: string; subject: NotificationSubject }[];
  absences: readonly AbsenceNamed[];
  ruleDrafts: readonly RuleDraftNamed[];
  batches: readonly BatchNamed[];
  offices: readonly OfficeNamed[];
  ratings: readonly { name: string; id: string; subject: RatingSubject }[];
  phrases: readonly PhraseNamed[];
  receipts: readonly ReceiptNamed[];
}

/** What the office says of a hand-in by its writer, when nothing else stands in the way. */
type DraftState = "ready" | "notice-running" | "handed-in";

const heldBy: Partial<Record<StageState, string>> = {
  employer: "danwei",
  department: "zhuguan",
  "city-title-office": "shizhigaiban",
  objected: "shizhigaiban2",
};

export async function listSubjects(stage: Stage): Promise<Subjects> {
  const { database } = stage.desk;
  for (const [state, loginName] of Object.entries(heldBy)) await stage.cases[state as StageState].claim(loginName);
  // Overdue, and reported to the office above.
  await rows(database, "update tasks set escalated_to = $2 where case_id = $1 and state = 'open'", [
    ...[stage.cases.department.id, demoOffices[0].id],
  ]);
  const drafts = await plantDrafts(stage);
  const ratings = await plantRatings(stage);
  const cases = await Promise.all(
    stageStates.map(async (name) => {
      const { id } = stage.cases[name];
      const { subject, notice } = await getTimeline(database, id);
      return { name, id, subject, runningNotice: notice?.state === "running" ? notice.id : null };
    }),
  );
  const stateOf = (caseId: string | null) => cases.find(({ id }) => id === caseId)?.name ?? "no case";
  // Every open task, and of those that are over one of each kind, step, state and receiver.
  const taskRows = await rows<TaskRow>(
    database,
    `select * from tasks where state = 'open'
     union all (select distinct on (kind, state, receiver_id) * from tasks where state <> 'open' order by kind, state, receiver_id, seq)`,
  );
  const tasks = await Promise.all(
    taskRows.map(async ({ id, case_id: caseId, kind, state, version }) => ({
      ...{ name: `${state} ${kind} of ${stateOf(caseId)}`, id, version },
      subject: (await getTaskWithCase(database, id)).subject,
    })),
  );
  const materialRows = await rows<MaterialRow & DraftRow & { person_id: string }>(
    database,
    `select distinct on (d.id) d.*, m.id, m.draft_id, c.person_id
     from materials m join drafts d on d.id = m.draft_id join certificates c on c.id = d.certificate_id`,
  );
  const certificateRows = await rows<CertificateRow & { open: boolean }>(
    database,
    `select c.*, exists (select from cases o where o.certificate_id = c.id and o.state = 'open') as open
     from certificates c where c.person_id in (select person_id from cases) order by c.id`,
  );
  const noticeRows = await rows<NoticeRow>(database, "select * from notices");
  const notifications = await rows<{ id: string; account_id: string }>(
    database,
    "select distinct on (account_id) id, account_id from notifications",
  );
  return {
    ...{ cases, tasks, drafts, filters: await plantFilters(stage), absences: await plantAbsences(stage) },
    materials: materialRows.map((material) => ({
      ...{ name: `material of ${stateOf(material.case_id)}`, id: material.id, draftId: material.draft_id },
      draft: draftSubject(material),
      handedInTo: material.handed_in_at ? cases.find(({ id }) => id === material.case_id)!.subject : null,
    })),
    certificates: certificateRows.map(
      ({ id, person_id: personId, state, file_hash: file, level, open, issuer_office_id }) => ({
        ...{ name: `${state} ${level} certificate${file ? " with file" : ""}`, id },
        subject: { personId, state, hasFile: file !== null },
        register: { personId, state, issuerOfficeId: issuer_office_id, cityTitleOfficeId: demoOffices[0].id },
        unstartable: unstartable({ state, level, open }),
      }),
    ),
    spentRevocation: await plantRevocation(stage),
    notices: noticeRows.map(({ id, case_id: caseId, state }) => ({ name: `notice of ${stateOf(caseId)}`, id, state })),
    notifications: notifications.map(({ id, account_id: accountId }) => ({
      ...{ name: "notification", id, subject: { accountId } },
    })),
    ...{ ratings, ruleDrafts: await plantRuleDrafts(stage.desk) },
    batches: await plantBatches(stage),
    offices: await plantOffices(stage),
    phrases: await plantPhrases(stage),
    receipts: await plantReceipts(stage),
  };
}

/** One that waits for its answer, and one that has it. */
async function plantRatings({ desk: { database }, cases }: Stage): Promise<Subjects["ratings"]> {
  const planted: [string, string, string | null][] = [
    ["rating", cases["city-title-office"].id, null],
    ["answered rating", cases["objection-upheld"].id, "谢谢，我们会改进。"],
  ];
  return Promise.all(
    planted.map(async ([name, id, answer]) => {
      const rated = await row<{ office_id: string; rated_by: string }>(
        database,
        `insert into ratings (case_id, office_id, task_id, level, reasons, text, rated_by, rated_at, answer, answered_by, answered_by_name, answered_at)
         select c.id, t.receiver_id, t.id, 2, '{slow}', '', c.account_id, now(), $2::text, case when $2::text is not null then t.decided_by end,
           case when $2::text is not null then '示例' end, case when $2::text is not null then now() end
         from cases c join tasks t on t.case_id = c.id where c.id = $1 and t.receiver_kind = 'office' and t.state = 'decided'
         order by t.seq desc limit 1 returning office_id, rated_by`,
        [id, answer],
      );
      const subject = { officeId: rated!.office_id, ratedBy: rated!.rated_by, answered: answer !== null };
      return { name, id, subject };
    }),
  );
}

/** One kept for oneself, and one that the chief of an office shares. */
async function plantFilters({ desk: { database, world } }: Stage): Promise<Subjects["filters"]> {
  const cityOffice = demoOffices.find(({ key }) => key === "city-title-office")!.id;
  const planted = [
    { name: "own filter", id: randomUUID(), accountId: world.accounts["danwei"]!, officeId: null },
    { name: "shared filter", id: randomUUID(), accountId: world.accounts["shizhigaiban2"]!, officeId: cityOffice },
  ];
  for (const { name, id, accountId, officeId } of planted)
    await rows(
      database,
      "insert into saved_filters (id, account_id, office_id, name, page, query, made_at) values ($1, $2, $3, $4, 'inbox', '{}', now())",
      [id, accountId, officeId, name],
    );
  return planted.map(({ name, id, ...subject }) => ({ name, id, subject }));
}

/** What the office says of a certificate, to its holder. */
function unstartable(certificate: Pick<CertificateRow, "state" | "level"> & { open: boolean }): RefusalCode | null {
  if (certificate.level === "senior" || certificate.level === "deputy-senior") return "senior-certificate";
  if (certificate.state !== "valid") return "certificate-not-valid";
  return certificate.open ? "open-case-exists" : null;
}

function draftSubject(
  draft: Pick<DraftRow, "account_id" | "handed_in_at"> & { person_id: string | null },
): DraftSubject {
  return { accountId: draft.account_id, personId: draft.person_id, handedIn: draft.handed_in_at !== null };
}

/** Filled in and not handed in: one that would begin a case, one while its notice runs, one for the next round. */
async function plantDrafts(stage: Stage): Promise<Subjects["drafts"]> {
  const { database } = stage.desk;
  const { returned, "on-notice": onNotice, employer } = stage.cases;
  const fresh = randomUUID();
  // Of a certificate without a case: the one that withdrew may begin again.
  await rows(
    database,
    `insert into drafts (id, matter, step, account_id, certificate_id, round, form, created_at, saved_at)
     select $1, 'certificate-replacement', 'declare', c.account_id, c.certificate_id, 1, $2, now(), now() from cases c where c.id = $3`,
    [fresh, JSON.stringify(declared), stage.cases.withdrawn.id],
  );
  const prepared = await onNotice.draft("materials", handedMaterials);
  await onNotice.attachPhoto(prepared.id);
  const corrected = await returned.draft("materials", handedMaterials, 2);
  await returned.attachPhoto(corrected.id);
  const handedIn = await row<{ id: string }>(
    database,
    "select id from drafts where case_id = $1 and step = 'materials' and handed_in_at is not null",
    [employer.id],
  );
  const named: [string, string, DraftState][] = [
    ["draft of a declaration", fresh, "ready"],
    ["draft while the notice runs", prepared.id, "notice-running"],
    ["draft of what was returned", corrected.id, "ready"],
    ["draft that was handed in", handedIn!.id, "handed-in"],
  ];
  return Promise.all(
    named.map(async ([name, id, state]) => {
      // In each a file has begun to arrive; it has the draft's id.
      await rows(
        database,
        `insert into uploads (id, draft_id, kind, name, content_hash, size_in_bytes, touched_at)
         values ($1, $1, 'identity', '身份证.jpg', repeat('0', 64), 9, now())`,
        [id],
      );
      const found = await row<DraftRow & { person_id: string }>(
        database,
        "select d.*, c.person_id from drafts d join certificates c on c.id = d.certificate_id where d.id = $1",
        [id],
      );
      return { name, id, version: found!.version, subject: draftSubject(found!), state };
    }),
  );
}

async function plantRevocation({ desk }: Stage): Promise<string> {
  const { id: certificateId } = await buildCertificate(desk, { issuer_office_id: demoOffices[0].id });
  const id = randomUUID();
  await rows(
    desk.database,
    `insert into certificate_revocations (id, certificate_id, reason, basis, office_id, office_name, revoked_by, revoked_at)
     values ($1, $2, '提供虚假材料', '柳演示〔2026〕3号', $3, '柳州市职改办（演示）', $4, now())`,
    [id, certificateId, demoOffices[0].id, desk.world.accounts["shizhigaiban2"]],
  );
  return id;
}
