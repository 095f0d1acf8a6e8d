import { randomUUID } from "node:crypto";
import type { Decision } from "../../api/contracts/tasks.ts";
import { row, type Database } from "../../db/connection.ts";
import type { Engine } from "../../engine/engine.ts";
import { demoPeople } from "./people.ts";
import { samplePdf, samplePhoto, sampleScan } from "./papers.ts";
import { Visitor } from "./visitor.ts";

export interface Stage {
  database: Database;
  engine: Engine;
  /** Where the API listens. */
  address: string;
  /** The public address it is known by. */
  origin: string;
  report(sentence: string): void;
}

export const approve = (opinion: string): Decision => ({ outcome: "approve", opinion });
const sendBack = (opinion: string, defects: string[], remarks: { field: string; text: string }[]): Decision => ({
  outcome: "return",
  opinion,
  to: "materials",
  straightBack: false,
  defects,
  remarks,
});

/** One person's case, driven as far as the demonstration shows it. */
interface Scene {
  person: string;
  certificate: string;
  declared: object;
  play(actors: Actors): Promise<void>;
}

/** Who acts on one case. */
export interface Parties {
  applicant: Visitor;
  caseId: string;
  as(loginName: string): Promise<Visitor>;
}

interface Actors extends Parties {
  stage: Stage;
}

export const lost = { circumstances: "lost", occasion: "moving", lostInMonth: "2026-09", truthful: true };
const stolen = {
  circumstances: "stolen",
  occasion: "travel",
  lostInMonth: "2026-10",
  explanation: "在高铁站被盗，已报案。",
  truthful: true,
};
const damaged = { circumstances: "damaged", occasion: "disaster", lostInMonth: "2026-07", truthful: true };

/** Cases at every step: running, with an objection, returned twice, overdue, finished. */
const scenes: readonly Scene[] = [
  { person: "qin", certificate: "06000116", declared: lost, play: async () => {} },
  { person: "huang", certificate: "06000418", declared: stolen, play: object },
  { person: "luo", certificate: "06000715", declared: lost, play: (actors) => passNotice(actors) },
  { person: "meng", certificate: "06000317", declared: damaged, play: (actors) => handIn(actors) },
  { person: "tan", certificate: "06001017", declared: lost, play: (actors) => handIn(actors) },
  {
    person: "lan",
    certificate: "06000516",
    declared: lost,
    async play(actors) {
      await handIn(actors);
      await decide(actors, "shejiyuan", approve("情况属实，同意上报。"));
    },
  },
  {
    person: "shi",
    certificate: "06000614",
    declared: lost,
    async play(actors) {
      await handIn(actors);
      await decide(actors, "xuexiao", approve("情况属实，同意上报。"));
      await decide(actors, "jiaoyuju", approve("材料齐全，同意上报。"));
    },
  },
  { person: "liao", certificate: "06000813", declared: stolen, play: overdue },
  { person: "wei", certificate: "06000215", declared: lost, play: returnedTwice },
  { person: "ran", certificate: "06000912", declared: lost, play: finished },
];

/** Plays every scene whose case is not there yet: a start that was cut off goes on where it stood. */
export async function playStory(stage: Stage): Promise<void> {
  for (const [index, scene] of scenes.entries()) {
    const person = demoPeople.find(({ key }) => key === scene.person);
    const certificate = await row<{ id: string; open: boolean }>(
      stage.database,
      `select c.id, exists (select 1 from cases k where k.certificate_id = c.id) as open from certificates c
       where c.number = $1 and c.origin = 'imported'`,
      [scene.certificate],
    );
    if (!person || !certificate || certificate.open) continue;
    stage.report(`演示数据：${person.name}（${index + 1}/${scenes.length}）`);
    const as = (loginName: string) => Visitor.logIn(stage.address, stage.origin, loginName);
    const applicant = await as(person.phone);
    const caseId = await applicant.declare(certificate.id, scene.declared);
    await scene.play({ applicant, caseId, stage, as });
  }
}

async function object({ caseId, stage }: Actors): Promise<void> {
  const notice = await row<{ id: string }>(stage.database, "select id from notices where case_id = $1", [caseId]);
  await Visitor.anonymous(stage.address, stage.origin).call("POST", `/api/public/notices/${notice?.id}/objections`, {
    key: randomUUID(),
    name: "示例异议人",
    phone: "13900000099",
    reason: "该证书目前在我单位档案室保管，并未遗失，请核实。",
  });
}

async function passNotice({ applicant, caseId }: Parties): Promise<void> {
  await applicant.call("POST", `/api/cases/${caseId}/fast-forward`);
}

/** Ends the notice where it still runs, and hands in the materials with samples of every paper. */
export async function handIn(actors: Parties, again: object = {}): Promise<void> {
  const { applicant, caseId } = actors;
  if ((await applicant.view(caseId)).step === "loss") await passNotice(actors);
  const draft = await applicant.openDraft(caseId);
  const { name } = draft.known.person;
  const statement = await sampleScan("遗失情况说明", [
    `声明人：${name}`,
    "本人证书因搬迁遗失，多次寻找未果。",
    "以上情况属实。",
  ]);
  const card = await sampleScan("居民身份证（样张）", [`姓名：${name}`, `号码：${draft.known.person.identityNumber}`]);
  await applicant.upload(draft, "photo", "证件照.jpg", await samplePhoto(name.length + (name.codePointAt(1) ?? 0)));
  await applicant.upload(draft, "identity", "身份证正反面.jpg", card);
  await applicant.upload(draft, "loss-statement", "遗失情况说明.pdf", await samplePdf(statement));
  await applicant.handIn(draft, {
    ...draft.form,
    statement: "今年搬迁办公室时，证书与部分档案一起遗失，已在单位和家中多次寻找，未能找到。",
    yearsInProfession: 12,
    delivery: "electronic",
    truthful: true,
    ...again,
  });
}

export async function decide({ as, caseId }: Parties, loginName: string, decision: Decision): Promise<void> {
  await (await as(loginName)).decide(caseId, decision);
}

async function overdue(actors: Actors): Promise<void> {
  const { caseId, stage } = actors;
  await handIn(actors);
  await decide(actors, "danwei", approve("情况属实，同意上报。"));
  await decide(actors, "zhuguan", approve("材料齐全，同意上报。"));
  const task = await row<{ due_at: Date }>(
    stage.database,
    "select due_at from tasks where case_id = $1 and state = 'open'",
    [caseId],
  );
  if (!task) return;
  // Two days past its due instant on the case's own clock; looking again writes that clock beside the rows.
  await stage.engine.fastForward(caseId, task.due_at.getTime() + 2 * 86_400_000);
  await stage.engine.lookAgain(caseId, "operator");
}

async function returnedTwice(actors: Actors): Promise<void> {
  await handIn(actors);
  await decide(
    actors,
    "danwei",
    sendBack(
      "请按所列问题一次补齐后重新提交。",
      ["position"],
      [{ field: "position", text: "与单位岗位名册不一致，请核对。" }],
    ),
  );
  await handIn(actors, { position: "工艺主管工程师" });
  await decide(actors, "danwei", approve("情况属实，同意上报。"));
  await decide(actors, "zhuguan", approve("材料齐全，同意上报。"));
  await decide(
    actors,
    "shizhigaiban",
    sendBack(
      "遗失经过不完整，请写明时间、地点和经过；说明要有本人签名。",
      ["statement", "signature"],
      [{ field: "statement", text: "请写明遗失的时间、地点和经过。" }],
    ),
  );
}

async function finished(actors: Actors): Promise<void> {
  await handIn(actors);
  await decide(actors, "danwei", approve("情况属实，同意上报。"));
  await decide(actors, "zhuguan", approve("材料齐全，同意上报。"));
  await decide(actors, "shizhigaiban", approve("材料齐全、真实，符合补办条件，同意补发。"));
}
