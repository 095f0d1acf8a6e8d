import { row, rows, type Database } from "../db/connection.ts";

/** Drawn with a seed: the same tasks in every run. */
function draw(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** Work of all kinds at all desks, of one case: for what counts tasks and never looks at a case. */
export async function plantDrawnTasks(database: Database, caseId: string, many: number): Promise<void> {
  const pick = draw(20_261_121);
  const offices = await rows<{ id: string; name: string; path: string[] }>(
    database,
    "select o.id, o.name, a.path from offices o join areas a on a.id = o.area_id order by o.name",
  );
  const employer = (await row<{ id: string; name: string }>(database, "select id, name from organisations limit 1"))!;
  const steps = ["employer", "department", "title-office", "loss"];
  const outcomes = ["approved", "approved", "returned", "rejected"];
  const phrases = await rows<{ text: string }>(database, "select text from phrases where outcome = 'reject'");
  const hour = 3_600_000;
  for (let index = 0; index < many; index++) {
    const office = offices[pick(offices.length)]!;
    const step = steps[pick(steps.length)]!;
    const atEmployer = step === "employer" && pick(2) === 0;
    const ahead = pick(4) === 0 ? 9 * 24 * hour : 0;
    const opened = Date.now() - (1 + pick(150 * 24)) * hour + ahead;
    const state = ["open", "open", "decided", "decided", "decided", "recalled", "waiting", "closed"][pick(8)]!;
    const outcome =
      state !== "decided" ? null : step === "loss" ? ["dismissed", "upheld"][pick(2)]! : outcomes[pick(4)]!;
    const decided = Math.min(opened + pick(20 * 24) * hour, Date.now() + ahead);
    const planted = await row<{ id: string }>(
      database,
      `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name, matter,
         case_number, applicant_name, opened_at, due_at, clock_ahead, state, outcome, opinion, decided_at)
       select gen_random_uuid(), c.id, $1, $2, $3, 1, $4, $5, $6, $7::uuid[], '示例', c.matter, 'DRAWN-' || $16::text, '示例人', $8, $9, $10, $11, $12, $13, $14
       from cases c where c.id = $15 returning id`,
      [
        ...[10_000 + index, step === "loss" ? "objection" : "review", step],
        ...(atEmployer ? ["organisation", employer.id, employer.name] : ["office", office.id, office.name]),
        ...[office.path, new Date(opened), pick(5) === 0 ? null : new Date(opened + (pick(10) + 1) * 24 * hour), ahead],
        ...[state, outcome, outcome === "rejected" && pick(2) ? phrases[0]!.text : "见意见"],
        ...[state === "decided" || state === "closed" ? new Date(decided) : null, caseId, String(index)],
      ],
    );
    if (outcome === "returned")
      await rows(
        database,
        `insert into case_events (case_id, seq, part, type, step, round, actor_name, task_id, at, data)
         values ($1, $2, 0, 'task.returned', $3, 1, '示例', $4, now(), $5)`,
        [
          ...[caseId, 10_000 + index, step, planted!.id],
          JSON.stringify({ defects: ["证件照不合要求", "手机号无法联系"].slice(0, pick(3)) }),
        ],
      );
  }
}
