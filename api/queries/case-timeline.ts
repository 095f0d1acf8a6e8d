import { row, rows, type Database } from "../../db/connection.ts";
import type { CaseRow, CertificateRow, NoticeRow, TaskRow } from "../../db/rows.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { lastActOf, type CaseSubject } from "../../domain/policy/cases.ts";
import { Refusal } from "../../domain/refusal.ts";
import { findRating, type RatingRow } from "./ratings.ts";
import { readProgress, type Progress } from "../presenters/progress.ts";

/** One line of a case's timeline as its activities wrote it; `data` by type. */
export interface EventRow {
  seq: number;
  part: number;
  type: string;
  step: string | null;
  round: number;
  actor_id: string | null;
  actor_name: string;
  task_id: string | null;
  at: Date;
  data: Record<string, unknown>;
}

/** Everything a page reads of one case. */
export interface Timeline {
  case: CaseRow;
  events: readonly EventRow[];
  /** In the order in which they were opened. */
  tasks: readonly TaskRow[];
  /** The last one published, whatever became of it. */
  notice: NoticeRow | undefined;
  pendingObjections: number;
  certificate: CertificateRow | undefined;
  /** Made by this case, also while it is being prepared. */
  newCertificate: CertificateRow | undefined;
  documents: readonly { kind: string; file_hash: string }[];
  failing: boolean;
  /** Of the applicant, once the case has ended. */
  rating: RatingRow | undefined;
  /** What an office decided last: whom a rating is about. */
  lastOfficeTask: TaskRow | undefined;
  progress: Progress;
  subject: CaseSubject;
  /** The case's own present: now + clock ahead. */
  now: number;
}

/** @throws Refusal("not-found") when there is no such case. */
export async function getTimeline(database: Database, caseId: string): Promise<Timeline> {
  const theCase = await row<CaseRow>(database, "select * from cases where id = $1", [caseId]);
  if (!theCase) throw new Refusal("not-found");
  const [events, tasks, notice, certificates, documents, failing, rating] = await Promise.all([
    rows<EventRow>(database, "select * from case_events where case_id = $1 order by seq, part", [caseId]),
    rows<TaskRow>(database, "select * from tasks where case_id = $1 order by seq, id", [caseId]),
    row<NoticeRow & { pending: number }>(
      database,
      `select n.*, (select count(*)::int from objections o where o.notice_id = n.id and o.state = 'pending') as pending
       from notices n where n.case_id = $1 order by n.seq desc limit 1`,
      [caseId],
    ),
    rows<CertificateRow>(database, "select * from certificates where id = $1 or case_id = $2", [
      theCase.certificate_id,
      caseId,
    ]),
    rows<{ kind: string; file_hash: string }>(database, "select kind, file_hash from documents where case_id = $1", [
      caseId,
    ]),
    row(database, "select 1 as one from act_failures where case_id = $1 and act = 'effect'", [caseId]),
    theCase.state === "closed" ? findRating(database, caseId) : undefined,
  ]);
  const progress = await readProgress(theCase, events);
  return {
    case: theCase,
    events,
    tasks,
    notice,
    pendingObjections: notice?.pending ?? 0,
    certificate: certificates.find(({ id }) => id === theCase.certificate_id),
    newCertificate: certificates.find(({ case_id: madeBy }) => madeBy === caseId),
    documents,
    failing: failing !== undefined,
    ...{ rating, progress, lastOfficeTask: lastOfficeTaskOf(tasks) },
    subject: { ...caseSubject(theCase, events, tasks, notice, progress), rated: rating !== undefined },
    now: Date.now() + theCase.clock_ahead,
  };
}

const lastOfficeTaskOf = (tasks: readonly TaskRow[]) =>
  tasks.findLast(({ kind, state, receiver_kind: at }) => kind !== "ask" && state === "decided" && at === "office");

function caseSubject(
  theCase: CaseRow,
  events: readonly EventRow[],
  tasks: readonly TaskRow[],
  notice: NoticeRow | undefined,
  progress: Progress,
): Omit<CaseSubject, "rated"> {
  const { steps } = getMatter(theCase.matter);
  const at = progress.route.findIndex(({ step }) => step === theCase.step);
  return {
    matter: theCase.matter,
    accountId: theCase.account_id,
    personId: theCase.person_id,
    organisationId: theCase.organisation_id,
    state: theCase.state,
    outcome: theCase.outcome,
    stepKind: theCase.step === null ? null : (steps[theCase.step]?.kind ?? null),
    askFollows: at >= 0 && progress.route[at + 1]?.verb === "ask",
    receivers: tasks
      .filter((task) => task.receiver_kind !== "applicant")
      .flatMap((task) => [task.receiver_id, task.escalated_to ?? []].flat()),
    lastAct: lastActOf(events),
    runningNotice: notice?.state === "running",
    officeDecided: lastOfficeTaskOf(tasks) !== undefined,
  };
}
