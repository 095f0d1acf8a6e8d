import { Gauge, Histogram, type Registry } from "prom-client";
import type { Database } from "../db/connection.ts";
import type { Engine } from "../engine/engine.ts";
import { listQueueFigures, readWorkFigures, type WorkFigures } from "./queries/figures.ts";

/** Told once per answer. `endpoint` is the contract's id, never an address. */
export type AnswerWatch = (endpoint: string, status: number, milliseconds: number) => void;

/** Seconds: from a list out of an index to a command that the engine answers late. */
const buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 12];

export function watchAnswers(register: Registry): AnswerWatch {
  const answers = new Histogram({
    ...{ name: "rencaitong_http_seconds", help: "Answers of the API", registers: [register], buckets },
    labelNames: ["endpoint", "status"],
  });
  return (endpoint, status, milliseconds) => answers.observe({ endpoint, status: String(status) }, milliseconds / 1000);
}

const workGauges: readonly [name: string, help: string, of: keyof WorkFigures][] = [
  ["rencaitong_cases_working", "Open cases that wait for documents or the engine, for nobody else", "workingCases"],
  ["rencaitong_document_lag_seconds", "How long the oldest of them waits", "workingOldestSeconds"],
  ["rencaitong_effects_failing", "Cases whose documents or certificate fail and are tried again", "failingEffects"],
  ["rencaitong_deliveries_waiting", "Messages not sent yet", "deliveriesWaiting"],
  ["rencaitong_deliveries_failing", "Of these, tried and failed at least once", "deliveriesFailing"],
  ["rencaitong_deliveries_oldest_seconds", "How long the oldest waits", "deliveriesOldestSeconds"],
  ["rencaitong_audit_unlinked", "Rows of the audit trail not in the chain yet", "unlinkedAudit"],
  ["rencaitong_audit_unlinked_oldest_seconds", "How long the oldest waits", "unlinkedAuditOldestSeconds"],
  ["rencaitong_sweep_age_seconds", "Since the sweep over due dates last ended", "sweepAgeSeconds"],
  ["rencaitong_files_waiting", "Uploads that the scanner has not looked at yet", "filesWaiting"],
  ["rencaitong_clocks_ahead", "Open cases whose clock is not the wall clock", "clocksAhead"],
];

/**
 * Figures of the whole city; what is returned reads them anew from the database. Every API process tells the same: watch one of
 * them, or take the maximum. While the database or the engine is away, the others are still told.
 */
export function watchTheCity(
  register: Registry,
  deps: { database: Database; engine: Pick<Engine, "ping"> },
): () => Promise<void> {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [register] });
  const databaseUp = gauge("rencaitong_database_up", "1: the database answers");
  const labels = ["receiver", "held"];
  const open = gauge("rencaitong_tasks_open", "Open tasks by receiver; held: somebody has claimed them", labels);
  const oldest = gauge("rencaitong_tasks_oldest_seconds", "Age of the oldest open task", labels);
  const overdue = gauge("rencaitong_tasks_overdue", "Open tasks past their due date", labels);
  const work = workGauges.map(([name, help, of]) => ({ of, gauge: gauge(name, help) }));
  const engineUp = gauge("rencaitong_engine_up", "1: the engine answers");
  const engineAnswer = gauge("rencaitong_engine_answer_seconds", "How long it took");

  const readTasks = async () => {
    const figures = await listQueueFigures(deps.database);
    for (const one of [open, oldest, overdue]) one.reset();
    for (const { receiver, held, ...found } of figures) {
      const label = { receiver, held: held ? "yes" : "no" };
      open.set(label, found.open);
      oldest.set(label, Math.max(0, found.oldestSeconds));
      overdue.set(label, found.overdue);
    }
  };
  const readWork = async () => {
    const figures = await readWorkFigures(deps.database);
    for (const { of, gauge } of work) gauge.set(figures[of] ?? NaN);
  };
  const askEngine = async () => {
    const answered = await deps.engine.ping().catch(() => undefined);
    engineUp.set(answered === undefined ? 0 : 1);
    engineAnswer.set(answered === undefined ? NaN : answered / 1000);
  };
  return async () => {
    const read = Promise.all([readTasks(), readWork()]).then(
      () => 1,
      () => 0,
    );
    const [up] = await Promise.all([read, askEngine()]);
    databaseUp.set(up);
  };
}
