import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { row, rows } from "../db/connection.ts";
import { demoOffices, demoOrganisations } from "../ops/demo-data/places.ts";
import type { FileStore } from "../ports/file-store.ts";
import { signIn } from "./actors.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { until } from "./until.ts";
import { buildAccount, buildCertificate, buildMembership, buildOffice, buildOrganisation } from "./factories.ts";
import { inReview, object, onNotice, sendBack } from "./paths.ts";
import { TestBrowser } from "./test-api.ts";
import { TestCase } from "./test-case.ts";

/** A case for each state a case can be in, each driven there once by the real engine. */
export const stageStates = [
  "on-notice",
  "objected",
  "asked",
  "employer",
  "department",
  "city-title-office",
  "county-title-office",
  "talent-centre",
  "returned",
  "issuing",
  "completed",
  "rejected",
  "withdrawn",
  "objection-upheld",
] as const;
export type StageState = (typeof stageStates)[number];

export interface Stage {
  desk: CaseDesk;
  cases: Record<StageState, TestCase>;
  /** The files that papers and materials were stored as. */
  files: FileStore;
  stop(): Promise<void>;
}

/** Papers fail once this is said: the case that is printed next waits and shows as stuck. */
const printing = { broken: false };

export async function openStage(): Promise<Stage> {
  printing.broken = false;
  const desk = await openCaseDesk({
    async render(request) {
      if (printing.broken) throw new Error("the printer is out of order");
      return Buffer.from(JSON.stringify(request.data));
    },
  });
  const certificate = (phone: string) => anotherCertificate(desk, phone);
  const approved = async (theCase: TestCase, ...desks: string[]) => {
    for (const loginName of desks) await theCase.approve(loginName);
    return theCase;
  };
  const returned = await inReview(desk, "13900000007", "06000715");
  await returned.decide("xuexiao", sendBack(false));
  const asked = await onNotice(desk, "13900000001", "06000011");
  await asked.passNotice();
  const objected = await onNotice(desk, "13900000003", "06000317");
  await object(objected);
  const withdrawn = await onNotice(desk, "13900000003", await certificate("13900000003"));
  await desk.engine.command(withdrawn.id, withdrawn.command("withdraw", { reason: "找到了" }));
  const upheld = await onNotice(desk, "13900000002", await certificate("13900000002"));
  await object(upheld);
  await upheld.decide("shizhigaiban", { outcome: "uphold", opinion: "证书确在异议人处" });
  const rejected = await inReview(desk, "13900000006", await certificate("13900000006"));
  await rejected.decide("xuexiao", { outcome: "reject", opinion: "与存档记录不符" });
  const allDesks = ["danwei", "zhuguan", "shizhigaiban"];
  const completed = await approved(await inReview(desk, "13900000008", "06000813"), ...allDesks);
  await completed.closed();
  const issuing = await inReview(desk, "13900000009", "06000912");
  printing.broken = true;
  await approved(issuing, ...allDesks);
  await until(
    () => row(desk.database, "select 1 as one from act_failures where case_id = $1 and act = 'effect'", [issuing.id]),
    "papers that fail",
  );
  const cases = {
    ...{ returned, asked, objected, withdrawn, rejected, completed, issuing, "objection-upheld": upheld },
    "on-notice": await onNotice(desk, "13900000002", "06000215"),
    employer: await inReview(desk, "13900000001", "06000116"),
    department: await approved(await inReview(desk, "13900000004", "06000418"), "shejiyuan"),
    "city-title-office": await approved(await inReview(desk, "13900000005", "06000516"), "shejiyuan", "zhuguan"),
    "county-title-office": await approved(await inReview(desk, "13900000006", "06000614"), "xuexiao", "jiaoyuju"),
    "talent-centre": await inReview(desk, "13900000010", "06001017"),
  };
  const files = {
    open: async (hash: string) => Readable.from([await desk.deps.files.read(hash)]),
    put: (content: Buffer) => desk.deps.files.put(content),
  } as unknown as FileStore;
  return { desk, cases, files, stop: () => desk.stop() };
}

/** One more valid certificate of the same person; answers its number, known to the desk's world. */
export async function anotherCertificate(desk: CaseDesk, phone: string): Promise<string> {
  const account = await row<{ person_id: string }>(
    desk.database,
    "select person_id from accounts where login_name = $1",
    [phone],
  );
  const made = await buildCertificate(desk, { person_id: account!.person_id });
  (desk.world.certificates as Record<string, string>)[made.number] = made.id;
  return made.number;
}

const bodyId = (key: string) =>
  [...demoOffices, ...demoOrganisations].find((one: { key: string }) => one.key === key)!.id as string;

/**
 * Kinds of actor beside those of the demonstration, by name: memberships and bodies that ended or have not begun,
 * accounts that ended, and people who meet their own case on the other side of the desk (D20).
 */
async function plantActors({ desk, cases }: Stage): Promise<Record<string, string>> {
  const city = bodyId("city-title-office");
  const made: Record<string, string> = {};
  const member = async (name: string, seat: Omit<Parameters<typeof buildMembership>[1], "account_id">) => {
    const { id } = await buildAccount(desk);
    await buildMembership(desk, { account_id: id, ...seat });
    made[name] = id;
  };
  await member("membership ended", { role: "reviewer", office_id: city, valid_to: "2026-01-31" });
  await member("membership not begun", { role: "reviewer", office_id: city, valid_from: "2099-01-01" });
  await member("account ended", { role: "reviewer", office_id: city });
  await member("chief of the department", { role: "chief", office_id: bodyId("industry-department") });
  await member("agent of another employer", { role: "agent", organisation_id: (await buildOrganisation(desk)).id });
  const ended = await buildOffice(desk);
  await rows(desk.database, "update offices set ended_at = now() - interval '1 day' where id = $1", [ended.id]);
  await member("office ended", { role: "reviewer", office_id: ended.id });
  // The applicant of the case at the city's office sits there, and so does the agent who sealed it for the employer.
  for (const account of ["13900000005", "shejiyuan"])
    await buildMembership(desk, { account_id: desk.world.accounts[account]!, role: "reviewer", office_id: city });
  // The person of a returned case uses another account today.
  const { applicant } = cases.returned;
  const person = await row<{ person_id: string }>(desk.database, "select person_id from accounts where id = $1", [
    applicant,
  ]);
  await rows(desk.database, "update accounts set person_id = null where id = $1", [applicant]);
  made["second account of an applicant"] = (await buildAccount(desk, { person_id: person!.person_id })).id;
  return made;
}

/** Everybody who may come along, signed in, with the password entered again. */
export async function castOf(stage: Stage, origin: string): Promise<Map<string, TestBrowser>> {
  const { database, world } = stage.desk;
  const accounts = { ...world.accounts, ...(await plantActors(stage)) };
  const cast = new Map<string, TestBrowser>();
  const enter = async (name: string, accountId: string, stepUp = true) => {
    const browser = new TestBrowser(origin);
    browser.cookie = `rct=${(await signIn(database, accountId, stepUp)).token}`;
    cast.set(name, browser);
  };
  // Those whose cases are like another's add nothing.
  const alike = new Set(["13900000004", "13900000006", "13900000009", "13900000010"]);
  for (const [name, accountId] of Object.entries(accounts)) if (!alike.has(name)) await enter(name, accountId);
  await enter("agent who did not enter the password again", world.accounts["danwei"]!, false);
  await enter("session ended", world.accounts["shizhigaiban"]!);
  const token = cast.get("session ended")!.cookie.slice("rct=".length);
  await rows(database, "update sessions set ended_at = now() where token_hash = $1", [
    createHash("sha256").update(token).digest("hex"),
  ]);
  await rows(database, "update accounts set status = 'ended' where id = $1", [accounts["account ended"]]);
  return cast.set("nobody", new TestBrowser(origin));
}
