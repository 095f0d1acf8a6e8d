import { randomUUID } from "node:crypto";
import { lookAtStep } from "../activities/look.ts";
import { openStep } from "../activities/open.ts";
import { recordCommand } from "../activities/record.ts";
import { row } from "../db/connection.ts";
import type { TaskRow } from "../db/rows.ts";
import { servedCity } from "../domain/city.ts";
import type { CivilDate } from "../domain/civil-date.ts";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import type { Command } from "../workflows/messages.ts";
import type { CaseDesk } from "./case-desk.ts";
import { sendBack } from "./paths.ts";
import type { LooseJson, TestApi, TestBrowser } from "./test-api.ts";
import { handedMaterials, type TestCase } from "./test-case.ts";

export type Reviewer = "shizhigaiban" | "shizhigaiban2";
export const otherThan = (one: Reviewer): Reviewer => (one === "shizhigaiban" ? "shizhigaiban2" : "shizhigaiban");

interface Browsers {
  shizhigaiban: TestBrowser;
  shizhigaiban2: TestBrowser;
  guanli: TestBrowser;
  guanli2: TestBrowser;
}

/** Asked for and given, or the test ends here. */
async function given(asked: ReturnType<TestBrowser["send"]>): Promise<LooseJson> {
  const { status, body } = await asked;
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/**
 * One case at the title office and the people around it. What people do goes through the API; what the case writes is
 * written by the activities that its workflow calls, on whatever day the test says it is. The workers are away.
 */
export class ReviewedDesk {
  private readonly desk: CaseDesk;
  private readonly theCase: TestCase;
  private readonly browsers: Browsers;
  private round = 1;

  private constructor(theCase: TestCase, browsers: Browsers) {
    this.theCase = theCase;
    this.desk = theCase.desk;
    this.browsers = browsers;
  }

  static async open(theCase: TestCase, api: TestApi): Promise<ReviewedDesk> {
    const signIn = (name: keyof Browsers) => api.browser().signIn(name, demoPassword);
    const [shizhigaiban, shizhigaiban2] = [await signIn("shizhigaiban"), await signIn("shizhigaiban2")];
    const [guanli, guanli2] = [await signIn("guanli"), await signIn("guanli2")];
    return new ReviewedDesk(theCase, { shizhigaiban, shizhigaiban2, guanli, guanli2 });
  }

  /** The task of the title office, while it is open. */
  task(): Promise<TaskRow | undefined> {
    return row<TaskRow>(
      this.desk.database,
      "select * from tasks where case_id = $1 and state = 'open' and step = 'title-office'",
      [this.theCase.id],
    );
  }

  async claim(by: Reviewer): Promise<void> {
    await this.onTask(by, "claim");
  }
  async release(by: Reviewer): Promise<void> {
    await this.onTask(by, "release", { reason: "临时外出" });
  }
  async transfer(by: Reviewer): Promise<void> {
    await this.onTask(by, "transfer", { to: this.theCase.account(otherThan(by)), reason: "分工调整" });
  }
  async lend(by: Reviewer): Promise<void> {
    const to = this.theCase.account(otherThan(by));
    await this.onTask(by, "loan", { to, reason: "请先看", until: "2099-12-31" });
  }
  async giveBack(by: Reviewer): Promise<void> {
    await this.onTask(by, "give-back", { advice: "看过了" });
  }

  /** The first reviewer is away, and the second stands in; until `returnToDesk`. */
  async leave(): Promise<void> {
    const [accountId, substituteId] = [this.theCase.account("shizhigaiban"), this.theCase.account("shizhigaiban2")];
    const body = { key: randomUUID(), accountId, substituteId, matters: null, reason: "参加培训" };
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    await given(this.browsers.shizhigaiban.post("/api/substitutes", { ...body, from: today, to: "2099-12-31" }));
  }
  async returnToDesk(): Promise<void> {
    const { substitutions } = await given(this.browsers.shizhigaiban.get("/api/substitutes"));
    const { id } = substitutions.find(({ state }: LooseJson) => state === "running");
    await given(this.browsers.shizhigaiban.post(`/api/substitutes/${id}/end`));
  }

  /** Drafted by one administrator, published by the other. */
  async publishRule(change: object): Promise<void> {
    const drafts = "/api/admin/rules/drafts";
    const { id } = await given(this.browsers.guanli.post(drafts, { restores: null }));
    const draft = await given(this.browsers.guanli.get(`${drafts}/${id}`));
    let { version } = draft;
    for (const { step, value } of draft.rules as { step: string; value: { id: string } }[]) {
      if (step !== "title-office") continue;
      const { id: ruleId, ...rule } = value;
      const body = { version, rule: { ...rule, ...change } };
      ({ version } = await given(this.browsers.guanli.send("PUT", `${drafts}/${id}/rules/${ruleId}`, { body })));
    }
    ({ version } = await given(this.browsers.guanli.post(`${drafts}/${id}/submit`, { version })));
    await given(this.browsers.guanli2.post(`${drafts}/${id}/publish`, { version }));
  }

  /** A day off or a day of work by the city's layer; then the case looks, as it is told to. */
  async changeDay(date: CivilDate, kind: "off" | "work", at: number): Promise<void> {
    const body = { layer: `CN-${servedCity.areaCode}`, date, kind, name: "示例", sourceDocument: "示例文件" };
    await given(this.browsers.guanli.post("/api/admin/calendar/days", body));
    const step = (await this.theCase.row())!.step!;
    await lookAtStep(this.desk.deps, await this.act(step, at));
  }

  async sendBack(by: Reviewer, at: number): Promise<void> {
    const { id: taskId, version } = (await this.task())!;
    const decision = sendBack(true);
    await this.record("title-office", at, this.command("decide", { taskId, version, decision }, by), "back");
    this.round++;
    await openStep(this.desk.deps, await this.act("materials", at));
  }

  /** Handed in again, or taken back by whoever had sent it. */
  async comeBack(how: "handed-in" | "recalled", by: Reviewer, at: number): Promise<void> {
    if (how === "recalled") {
      await this.record("materials", at, this.command("recall", { reason: "看错了" }, by), "recalled");
      this.round--;
    } else {
      const { id: draftId } = await this.theCase.draft("materials", handedMaterials, this.round);
      await this.theCase.attachPhoto(draftId);
      const handIn = { step: "materials", draftId, draftVersion: 1 };
      await this.record("materials", at, this.theCase.command("hand-in", handIn), "done");
    }
    await openStep(this.desk.deps, await this.act("title-office", at));
  }

  private async onTask(by: Reviewer, verb: string, body: object = {}): Promise<void> {
    const { id, version } = (await this.task())!;
    const asked = ["transfer", "loan"].includes(verb) ? { version, ...body } : body;
    await given(this.browsers[by].post(`/api/tasks/${id}/${verb}`, asked));
  }

  private command(kind: "decide" | "recall", rest: object, by: Reviewer): Command {
    return this.theCase.command(kind, rest as never, { accountId: this.theCase.account(by) });
  }

  private async record(step: string, at: number, command: Command, state: string): Promise<void> {
    const answer = await recordCommand(this.desk.deps, { ...(await this.act(step, at)), command, first: false });
    if (answer.state !== state) throw new Error(`${step}: ${JSON.stringify(answer)}`);
  }

  private async act(step: string, at: number) {
    const { id, matter, last_seq: last } = (await this.theCase.row())!;
    return { caseId: id, matter, step, round: this.round, seq: last + 1, at };
  }
}
