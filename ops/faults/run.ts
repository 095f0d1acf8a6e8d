import { setTimeout as delay } from "node:timers/promises";
import { uuidv7 } from "uuidv7";
import { rows } from "../../db/connection.ts";
import { plantCertificateLike } from "../demo-data/further-certificates.ts";
import { demoPeople } from "../demo-data/people.ts";
import type { Scene } from "./acts.ts";
import { changeCalendarDay } from "./administrator.ts";
import { Chance } from "./chance.ts";
import { Door } from "./door.ts";
import { driveCase, finishCase, type Desks } from "./driver.ts";
import { Ledger } from "./ledger.ts";
import { Misfortune, type Happened } from "./mishaps.ts";
import { drawPapers, type Papers } from "./papers.ts";
import { listDesks, patiently } from "./seen.ts";
import type { Stage } from "./stage.ts";
import { reconcile } from "./verify/engine.ts";
import { verify, type Difference } from "./verify/index.ts";
import { waitUntilHealed } from "./healing.ts";

export interface RunOptions {
  seed: string;
  /** Processes killed before things are left alone. */
  kills: number;
  /** Epoch ms after which things are left alone whatever is missing of the kills. */
  until?: number;
  /** Cases begun at least. */
  cases: number;
  /** Cases driven at the same time. */
  lanes: number;
  /** Between two changes of the calendar by the administrator, in ms. */
  calendarPause?: number;
  report(sentence: string): void;
}

export interface RunResult {
  ledger: Ledger;
  happened: readonly Happened[];
  brokenLines: number;
  /** From the last healing until the engine and the rows of every open case said the same. */
  agreedAfterMilliseconds: number;
  /** How often every open case was compared until then; a look takes about three seconds. */
  looksUntilAgreed: number;
  openWhenHealed: number;
  differences: readonly Difference[];
}

/** How long a run is allowed to need for one case's end when nothing goes wrong any more. */
const endOfCase = 240_000;
const usualCalendarPause = 20_000;
/** How often a person's own line drops in the middle of a request. */
const breaking = 0.05;

/** Cases and mishaps, then healing, then every open case to its end, then the account. */
export async function run(stage: Stage, options: RunOptions): Promise<RunResult> {
  const chance = new Chance(options.seed);
  const { report } = options;
  const ledger = new Ledger();
  const door = new Door(stage.addresses, stage.origin);
  const papers = await drawPapers();
  const desks = await listDesks(stage.database);
  const play = new Play(stage, desks, papers, door, ledger, chance);
  await play.openDoors();
  door.breaking = breaking;

  const misfortune = new Misfortune(stage, chance.of("mishaps"));
  let calm = false;
  const striking = misfortune.strike(options, ledger).finally(() => (calm = true));
  const unanswered: Difference[] = [];
  const enough = () => calm && play.begun >= options.cases;
  const working = [
    play.administer(options.calendarPause ?? usualCalendarPause, () => calm),
    ...Array.from({ length: options.lanes }, () => play.drive(enough, () => calm)),
  ].map((work) =>
    work.catch((error: Error) =>
      unanswered.push({ what: "request never answered", caseId: null, detail: error.message }),
    ),
  );
  await Promise.all([striking, ...working]);
  door.breaking = 0;

  report("不再出事，等各部分恢复");
  await waitUntilHealed(stage);
  const healedAt = Date.now();
  const open = await play.openCases();
  report(`已恢复；${play.begun} 件，其中 ${open.length} 件在办，正在核对并办到结束`);
  const { disagreeing, looks: looksUntilAgreed } = await reconcileUntilAgreed(stage);
  const agreedAfterMilliseconds = Date.now() - healedAt;
  report(`核对：${disagreeing.length} 处不一致，${(agreedAfterMilliseconds / 1000).toFixed(1)} 秒；正在办到结束`);
  const unfinished = await play.finish(open, options.lanes);
  report("全部办结，正在核对");
  const { standstills } = misfortune;
  const differences = [
    ...Array.from({ length: standstills }, (): Difference => ({ what: "no recovery", caseId: null, detail: "" })),
    ...unanswered,
    ...disagreeing,
    ...unfinished.map((caseId): Difference => ({ what: "case cannot be finished", caseId, detail: "" })),
    ...(await verify(stage, ledger)),
  ];
  const { happened } = misfortune;
  return {
    ledger,
    happened,
    brokenLines: door.broken,
    agreedAfterMilliseconds,
    looksUntilAgreed,
    openWhenHealed: open.length,
    differences,
  };
}

/** Rows and engine may differ for the moment in which an act is being written; what is left after a minute stays. */
async function reconcileUntilAgreed(stage: Stage): Promise<{ disagreeing: Difference[]; looks: number }> {
  const end = Date.now() + 60_000;
  for (let looks = 1; ; looks++) {
    const disagreeing = await reconcile(stage);
    if (disagreeing.length === 0 || Date.now() > end) return { disagreeing, looks };
  }
}

class Play {
  begun = 0;
  private readonly stage: Stage;
  private readonly desks: Desks;
  private readonly papers: Papers;
  private readonly door: Door;
  private readonly ledger: Ledger;
  private readonly chance: Chance;
  private readonly scenes = new Map<string, Scene>();

  constructor(stage: Stage, desks: Desks, papers: Papers, door: Door, ledger: Ledger, chance: Chance) {
    this.stage = stage;
    this.desks = desks;
    this.papers = papers;
    this.door = door;
    this.ledger = ledger;
    this.chance = chance;
  }

  /** Everybody logs in before anything goes wrong, one after another: so many logins at once are what is stopped. */
  async openDoors(): Promise<void> {
    const names = new Set([...applicants.map(({ phone }) => phone), ...[...this.desks.values()].flat()]);
    for (const name of names) await this.door.as(name);
  }

  /** One case after another: new ones until `enough`, the one at hand until `stop`. */
  async drive(enough: () => boolean, stop: () => boolean): Promise<void> {
    while (!enough()) {
      const scene = await this.nextScene();
      const caseId = await driveCase(this.stage.database, this.desks, scene, stop);
      if (caseId) this.scenes.set(caseId, scene);
    }
  }

  /** A day of the calendar changes now and then: running notices and terms move while everything else goes wrong. */
  async administer(pause: number, stop: () => boolean): Promise<void> {
    const chance = this.chance.of("calendar");
    while (!stop()) {
      await changeCalendarDay(this.door, this.ledger, chance);
      for (let waited = 0; waited < pause && !stop(); waited += 250) await delay(250);
    }
  }

  async openCases(): Promise<string[]> {
    const found = await patiently(() =>
      rows<{ id: string }>(this.stage.database, "select id from cases where state = 'open' order by id"),
    );
    return found.map(({ id }) => id);
  }

  /** Answers those that could not be brought to an end. */
  async finish(open: readonly string[], lanes: number): Promise<string[]> {
    const waiting = [...open];
    const unfinished: string[] = [];
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (let caseId = waiting.pop(); caseId; caseId = waiting.pop()) {
          const scene = this.scenes.get(caseId);
          if (!scene || !(await finishCase(this.stage.database, this.desks, scene, caseId, endOfCase)))
            unfinished.push(caseId);
        }
      }),
    );
    return unfinished;
  }

  private async nextScene(): Promise<Scene> {
    const number = ++this.begun;
    const chance = this.chance.of(`case ${number}`);
    const { phone, certificates } = chance.pick(applicants);
    const like = chance.pick(certificates).number;
    const certificateId = await patiently(() =>
      plantCertificateLike(this.stage.database, like, `FAULTS-${number}-${uuidv7()}`),
    );
    const { door, ledger, papers } = this;
    return { door, ledger, papers, chance, applicant: phone, certificateId };
  }
}

/** Senior certificates are not replaced here. */
const applicants = demoPeople
  .map(({ phone, certificates }) => ({
    phone,
    certificates: certificates.filter(({ level }) => level === "junior" || level === "middle"),
  }))
  .filter(({ certificates }) => certificates.length > 0);
