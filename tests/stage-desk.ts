import { uuidv7 } from "uuidv7";
import { row } from "../db/connection.ts";
import type { TaskRow } from "../db/rows.ts";
import { plantCertificateLike } from "../ops/demo-data/further-certificates.ts";
import * as acts from "../ops/faults/acts.ts";
import type { Scene } from "../ops/faults/acts.ts";
import { Chance } from "../ops/faults/chance.ts";
import { Door, type Answer } from "../ops/faults/door.ts";
import { Ledger } from "../ops/faults/ledger.ts";
import { drawPapers } from "../ops/faults/papers.ts";
import { lookAt } from "../ops/faults/seen.ts";
import type { Stage } from "../ops/faults/stage.ts";
import { until } from "./until.ts";

/** People at the door of a product that runs as real processes, and what its rows say of their cases. */
export class StageDesk {
  readonly door: Door;
  readonly scene: Scene;
  private readonly stage: Stage;

  private constructor(stage: Stage, scene: Scene) {
    this.stage = stage;
    this.scene = scene;
    this.door = scene.door;
  }

  static async at(stage: Stage): Promise<StageDesk> {
    const door = new Door(stage.addresses, stage.origin);
    const people = { ledger: new Ledger(), papers: await drawPapers(), chance: new Chance("stage desk") };
    return new StageDesk(stage, { door, ...people, applicant: "13900000001", certificateId: "" });
  }

  async declared(): Promise<string> {
    const certificateId = await plantCertificateLike(this.stage.database, "06000116", `STAGE-${uuidv7()}`);
    const caseId = await acts.declare({ ...this.scene, certificateId });
    if (!caseId) throw new Error("the loss could not be declared");
    return caseId;
  }

  /** A case that waits for its employer. */
  async inReview(): Promise<string> {
    const caseId = await this.declared();
    await until(async () => {
      const [task] = (await lookAt(this.stage.database, caseId))?.tasks ?? [];
      if (task?.step === "employer") return true;
      await (task ? acts.handIn(this.scene, caseId) : acts.fastForward(this.scene, caseId));
      return false;
    }, "a case in review");
    return caseId;
  }

  /** Approved by everybody: only its certificate is missing. */
  async approved(): Promise<string> {
    const caseId = await this.inReview();
    for (const [step, loginName] of [
      ["employer", "danwei"],
      ["department", "zhuguan"],
      ["title-office", "shizhigaiban"],
    ] as const)
      await pressUntil((await this.ready(caseId, step, loginName)).press, 200);
    return caseId;
  }

  async taskOf(caseId: string, step: string): Promise<TaskRow> {
    return until(
      () =>
        row<TaskRow>(this.stage.database, "select * from tasks where case_id = $1 and step = $2 and state = 'open'", [
          caseId,
          step,
        ]),
      `a task of ${step}`,
    );
  }

  /** Claimed, the password entered again, ready to be pressed. */
  async ready(caseId: string, step: string, loginName: string) {
    const person = await this.door.as(loginName);
    const task = await this.taskOf(caseId, step);
    const { version } = (await person.ask("POST", `/api/tasks/${task.id}/claim`)).body;
    await person.stepUp();
    const body = { key: uuidv7(), version, decision: { outcome: "approve", opinion: "情况属实，同意。" } };
    const press = () => person.send("POST", `/api/tasks/${task.id}/decision`, body);
    return { person, task, body, press };
  }

  async approvals(caseId: string): Promise<number> {
    const found = await row<{ count: number }>(
      this.stage.database,
      "select count(*)::int as count from case_events where case_id = $1 and type = 'task.approved'",
      [caseId],
    );
    return found!.count;
  }

  async outcomeOf(caseId: string): Promise<string | null> {
    const found = await row<{ outcome: string | null }>(
      this.stage.database,
      "select outcome from cases where id = $1",
      [caseId],
    );
    return found!.outcome;
  }

  /** Its line of the health page. */
  async service(name: string): Promise<{ state: string; detail: string }> {
    const { body } = await (await this.door.as("guanli")).ask("GET", "/api/admin/health");
    return body.services.find((one: { name: string }) => one.name === name);
  }
}

/** Sends the same again, as the page does while the answer is *not known yet*. */
export async function pressUntil(press: () => Promise<Answer>, status: number): Promise<Answer> {
  return until(async () => {
    const answer = await press();
    return answer.status === status ? answer : undefined;
  }, `an answer with status ${status}`);
}
