import { randomUUID } from "node:crypto";
import { rows, type Database } from "../../db/connection.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { plantWorld } from "../../ops/demo-data/world.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";
import { readRoute } from "../../workflows/reading.ts";
import { getProcessPicture } from "../contracts/administration.ts";
import { listRules } from "../contracts/rules.ts";
import { presentProcess } from "./process-view.ts";
import { presentRules } from "./rules-view.ts";

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await createTestDatabase();
  database = db.database;
  await plantWorld(database, db.encryption);
});
afterAll(() => db.drop());

const matter = getMatter("certificate-replacement");
const picture = async (asked = { areaId: null as string | null, live: false }) =>
  getProcessPicture.reply.parse(await presentProcess(database, matter, asked));

interface Element {
  $type: string;
  id: string;
  name?: string;
  flowElements?: Element[];
  sourceRef?: Element;
  targetRef?: Element;
  laneSets?: { lanes: { name: string; flowNodeRef: Element[] }[] }[];
  plane?: {
    planeElement: { bpmnElement?: Element; bounds?: { x: number; y: number; width: number; height: number } }[];
  };
}

/** The reader that the viewer of the page is built on; it comes without types. */
interface Reader {
  fromXML(xml: string): Promise<{ rootElement: unknown; warnings: unknown[] }>;
}

async function parsed(xml: string) {
  const { BpmnModdle } = (await import("bpmn-moddle" as string)) as { BpmnModdle: new () => Reader };
  const { rootElement, warnings } = await new BpmnModdle().fromXML(xml);
  expect(warnings).toEqual([]);
  const root = rootElement as { rootElements: Element[]; diagrams: Element[] };
  const process = root.rootElements.find(({ $type }) => $type === "bpmn:Process")!;
  return {
    elements: process.flowElements!,
    lanes: process.laneSets![0]!.lanes,
    drawn: root.diagrams[0]!.plane!.planeElement,
  };
}

test("B-19 the picture is BPMN 2.0 that a viewer reads, and holds the prose's steps in the prose's order, as the text does", async () => {
  const { bpmn, steps } = await picture();
  const prose = (await readRoute("certificate-replacement")).map(({ step }) => step);
  const { elements } = await parsed(bpmn);
  const boxes = elements.filter(({ id }) => id.startsWith("step-")).map(({ id }) => id.slice("step-".length));
  expect(boxes).toEqual(prose);
  expect(steps.map(({ step }) => step)).toEqual(prose);
  for (const { step, title } of steps) expect(elements.find(({ id }) => id === `step-${step}`)!.name).toContain(title);
});

test("B-19 every box has its place, no two overlap, every node stands in the lane that names its party, all can be reached", async () => {
  const { elements, lanes, drawn } = await parsed((await picture()).bpmn);
  const places = drawn.flatMap(({ bpmnElement, bounds }) =>
    bpmnElement && bounds ? [{ id: bpmnElement.id, ...bounds }] : [],
  );
  const nodes = elements.filter(({ $type }) => $type !== "bpmn:SequenceFlow");
  const boxes = nodes.map((node) => places.find(({ id }) => id === node.id)!);
  expect(boxes).not.toContain(undefined);
  for (const [at, one] of boxes.entries())
    for (const other of boxes.slice(at + 1))
      expect(
        one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y,
      ).toBe(true);
  expect(lanes.map((lane) => lane.name)).toEqual(["申请人", "公众", "用人单位", "主管部门", "职改办", "系统"]);
  expect(lanes.flatMap(({ flowNodeRef }) => flowNodeRef.map(({ id }) => id)).sort()).toEqual(
    nodes.map(({ id }) => id).sort(),
  );
  const flows = elements.filter(({ $type }) => $type === "bpmn:SequenceFlow");
  const reached = new Set(["start"]);
  for (let grown = -1; grown !== reached.size;) {
    grown = reached.size;
    for (const { sourceRef, targetRef } of flows) if (reached.has(sourceRef!.id)) reached.add(targetRef!.id);
  }
  expect([...reached].sort()).toEqual(nodes.map(({ id }) => id).sort());
});

test("B-19 B-18 a box names its receivers for the chosen area, its days and what lies there, as the text does", async () => {
  const { areas } = await picture();
  const luzhai = areas.find(({ name }) => name === "鹿寨县")!;
  for (const areaId of [null, luzhai.id]) {
    const { bpmn, steps } = await picture({ areaId, live: true });
    const { elements } = await parsed(bpmn);
    for (const { step, receiver, dueInWorkingDays, open, oldestDays } of steps) {
      const [, ...lines] = elements.find(({ id }) => id === `step-${step}`)!.name!.split("\n");
      for (const name of lines[0]!.split("或")) expect(receiver).toContain(name);
      expect(lines.includes(`${dueInWorkingDays} 个工作日`)).toBe(dueInWorkingDays !== null);
      expect(lines.filter((line) => line.startsWith("在办"))).toEqual(
        open ? [`在办 ${open} 件，最久 ${oldestDays} 天`] : [],
      );
    }
    const office = elements.find(({ id }) => id === "step-title-office")!.name!.split("\n")[1];
    expect(office).toBe(areaId ? "鹿寨县职改办（演示）或柳州市职改办（演示）" : "县（区）职改办或柳州市职改办（演示）");
  }
});

test("B-19 the text tells receivers, days and every branch that is drawn", async () => {
  const { steps, branches } = await picture();
  const titleOffice = steps.find(({ step }) => step === "title-office")!;
  expect(titleOffice.receiver).toBe("县（区）职改办（证书级别：初级，单位所在：县（区））；其余由柳州市职改办（演示）");
  expect(titleOffice.dueInWorkingDays).toBe(5);
  expect(steps.find(({ step }) => step === "loss")!.sentence).toContain("期满前不能进入下一步");
  expect(branches.join("\n")).toContain("异议");
  expect(branches.filter((branch) => branch.includes("退回")).length).toBe(3);
  expect(branches.at(-1)).toContain("撤回");
});

test("B-19 counts of open cases are there for those who may see them, and nowhere else", async () => {
  expect((await picture()).steps.every(({ open }) => open === null)).toBe(true);
  expect((await picture({ areaId: null, live: true })).steps.every(({ open }) => open === 0)).toBe(true);
  await expect(picture({ areaId: randomUUID(), live: false })).rejects.toMatchObject({ code: "not-found" });
});

test("B-19 an area shows its own rules and counts its own cases, and the areas of the city can be chosen", async () => {
  const all = await picture({ areaId: null, live: true });
  expect(all.areas.map(({ name }) => name)).toEqual(["柳州市", "城中区", "鱼峰区", "柳城县", "鹿寨县"]);
  expect(all.areas[0]!.id).toBe(all.areaId);
  const [, , , liucheng, luzhai] = all.areas;
  const [area] = await rows<{ path: string[] }>(database, "select path from areas where id = $1", [liucheng!.id]);
  await rows(
    database,
    `insert into cases (id, number, matter, area_id, area_path, account_id, person_id, applicant_name, state, step, round, facts, opened_at, last_seq)
     select $1, 'PICTURE-1', 'certificate-replacement', $2, $3::uuid[], a.id, a.person_id, '测试', 'open', 'loss', 1, '{}', '2026-11-03T01:00:00Z', 1
     from accounts a where a.person_id is not null limit 1`,
    [randomUUID(), liucheng!.id, area!.path],
  );
  const loss = async (areaId: string | null) =>
    (await picture({ areaId, live: true })).steps.find(({ step }) => step === "loss")!;
  expect(await loss(liucheng!.id)).toMatchObject({ open: 1, oldestSince: "2026-11-03T01:00:00.000Z" });
  expect(await loss(null)).toMatchObject({ open: 1 });
  expect(await loss(luzhai!.id)).toMatchObject({ open: 0, oldestSince: null });
  await rows(database, "delete from cases where number = 'PICTURE-1'");
});

test("B-11 the rules in force as sentences, in the order of the prose, with the floor that the law sets", async () => {
  const reply = listRules.reply.parse(await presentRules(database));
  expect(reply.rules.map(({ step }) => step)).toEqual([
    ...["declare", "loss", "materials", "employer", "employer", "department", "title-office", "title-office"],
  ]);
  expect(reply.rules.find(({ step }) => step === "loss")!.legalFloor).toBe(
    "不少于 5 个工作日（柳职办〔2019〕17号 三.3）",
  );
  const county = reply.rules.find(({ step, conditions }) => step === "title-office" && conditions.length > 0)!;
  expect(county).toMatchObject({ conditions: ["证书级别：初级", "单位所在：县（区）"], receiver: "县（区）职改办" });
  expect(county.escalation).toBe("逾期 1 个工作日，报市职改办");
  const [set] = await rows<{ version: number }>(database, "select version from rule_sets");
  expect(reply.version).toBe(set!.version);
});
