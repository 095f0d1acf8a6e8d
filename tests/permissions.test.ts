import { Agent, request } from "node:http";
import fc from "fast-check";
import { z } from "zod";
import { findActor } from "../api/middleware/session.ts";
import { statusOf } from "../api/middleware/answer-errors.ts";
import type { Endpoint } from "../api/contracts/endpoint.ts";
import { endpoints } from "../api/contracts/index.ts";
import { row, rows } from "../db/connection.ts";
import type { Actor } from "../domain/actor.ts";
import { administrationRows } from "./permission-rows-administration.ts";
import { absencePermissionRows } from "./permission-rows-absence.ts";
import { deskPermissionRows } from "./permission-rows-desk.ts";
import { officePermissionRows } from "./permission-rows-offices.ts";
import { permissionRows as rowsOfCases, type PermissionRow } from "./permission-rows.ts";
import { changedOf, headedBytes } from "./hostile-input.ts";
import { busyMachine } from "./running-product.ts";
import { tableVersions } from "./table-versions.ts";
import { listSubjects } from "./permission-subjects.ts";
import { castOf, openStage, type Stage } from "./stage.ts";
import { openTestApi, type TestApi } from "./test-api.ts";

const permissionRows = {
  ...{ ...rowsOfCases, ...administrationRows, ...deskPermissionRows, ...absencePermissionRows },
  ...officePermissionRows,
};
let stage: Stage;
let api: TestApi;
/** Each question: who asks, about what. */
const all: Asked[] = [];
const connections = new Agent({ keepAlive: true, maxSockets: 6 });
beforeAll(async () => {
  stage = await openStage();
  const { database, databaseUrl: url, encryption } = stage.desk;
  // Its engine is away: whom the policy lets through is told so, and no case moves while all are asked.
  const unlimited = { take: async () => undefined, giveBack: async () => undefined };
  api = await openTestApi({ database, url, encryption, change: { files: stage.files, limits: unlimited } });
  const cast = await castOf(stage, api.origin);
  const subjects = await listSubjects(stage);
  for (const [who, { cookie }] of cast) {
    const actor = cookie ? await findActor(stage.desk, cookie.slice("rct=".length), false) : null;
    for (const endpoint of endpoints)
      // Who is nobody is turned away before any subject is looked at: one question tells.
      for (const asked of (permissionRows[endpoint.id]?.(subjects) ?? []).slice(0, actor ? undefined : 1))
        all.push({ who, cookie, actor, endpoint, row: asked });
  }
}, busyMachine);
afterAll(async () => {
  connections.destroy();
  await api?.close();
  await stage?.stop();
});

interface Asked {
  who: string;
  cookie: string;
  actor: Actor | null;
  endpoint: Endpoint;
  row: PermissionRow;
}

interface Answer {
  status: number;
  code: string | null;
}

/** Only status and code are looked at; the connection is kept, so that ten thousand questions take seconds. */
function ask({ cookie, endpoint, row: asked }: Asked): Promise<Answer> {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => asked.params?.[name] ?? "");
  const binary = asked.body instanceof Buffer;
  return new Promise((resolve, reject) => {
    const sent = request(
      `${api.origin}${path}?${new URLSearchParams(asked.query)}`,
      {
        method: endpoint.method,
        ...(endpoint.reply === "events" ? {} : { agent: connections }),
        headers: {
          "X-Requested-With": "rencaitong",
          ...(cookie ? { Cookie: cookie } : {}),
          ...(asked.body === undefined
            ? {}
            : { "Content-Type": binary ? "application/octet-stream" : "application/json" }),
        },
      },
      (answer) => {
        const { statusCode: status = 0 } = answer;
        if (endpoint.reply === "events" && status === 200) {
          answer.destroy();
          return resolve({ status, code: null });
        }
        let text = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        answer.on("end", () => resolve({ status, code: status < 400 ? null : JSON.parse(text).error.code }));
        return undefined;
      },
    );
    sent.on("error", reject);
    sent.end(binary ? asked.body : asked.body === undefined ? undefined : JSON.stringify(asked.body));
  });
}

function expected({ actor, endpoint, row: asked }: Asked): Answer {
  const refused = (code: Parameters<typeof statusOf>[0]): Answer => ({ status: statusOf(code), code });
  if (!actor && (endpoint.access === "session" || endpoint.id === "fastForwardCase")) return refused("not-signed-in");
  const denial = actor && asked.denial(actor);
  if (denial) return refused(denial.code);
  if (typeof asked.allowed === "string") return refused(asked.allowed);
  return { status: asked.allowed, code: asked.allowed === 400 ? "bad-input" : null };
}

const isLetThrough = ({ actor, endpoint, row: asked }: Asked) =>
  (actor !== null || endpoint.access !== "session") && !(actor && asked.denial(actor));

/** Everything that a case or a draft consists of, as one hash. */
async function fingerprint(): Promise<string> {
  const tables = ["cases", "tasks", "drafts", "materials", "notices", "objections", "case_events", "certificates"];
  const parts = tables.map((name) => `(select md5(string_agg(t::text, ' ' order by t::text)) from ${name} t)`);
  const found = await row<{ hash: string }>(stage.desk.database, `select concat_ws(' ', ${parts.join(", ")}) as hash`);
  return found!.hash;
}

const snapshot = [
  "tasks",
  "drafts",
  "materials",
  "uploads",
  "saved_filters",
  "substitutes",
  "bulk_batches",
  "ratings",
  "phrases",
  "case_events",
] as const;
const keepRows = async () => {
  // The product itself lets nobody take a line out of a timeline.
  await rows(stage.desk.database, "alter table case_events disable trigger only_grows");
  for (const name of snapshot) await rows(stage.desk.database, `create table kept_${name} as select * from ${name}`);
};
/** What those who are let through have changed is put back before the next one asks. */
const putBack = () =>
  stage.desk.database.query(
    `delete from case_events e where not exists (
       select from kept_case_events k where k.case_id = e.case_id and k.seq = e.seq and k.part = e.part);
     delete from materials; delete from drafts d where not exists (select from kept_drafts k where k.id = d.id);
     insert into drafts select * from kept_drafts k where not exists (select from drafts d where d.id = k.id);
     update drafts d set form = k.form, version = k.version, saved_at = k.saved_at, round = k.round from kept_drafts k where k.id = d.id;
     insert into materials select * from kept_materials;
     insert into uploads select * from kept_uploads on conflict do nothing;
     delete from ratings; insert into ratings select * from kept_ratings;
     insert into saved_filters select * from kept_saved_filters on conflict do nothing;
     delete from phrases; insert into phrases select * from kept_phrases;
     insert into bulk_batches select * from kept_bulk_batches on conflict do nothing;
     update substitutes s set ended_at = k.ended_at from kept_substitutes k where k.id = s.id;
     update tasks t set holder_id = k.holder_id, holder_name = k.holder_name, claimed_at = k.claimed_at, version = k.version
     from kept_tasks k where k.id = t.id and k.version <> t.version`,
  );

test("P9 every endpoint has its line in the table of permissions, and no line is without its endpoint", () => {
  expect(Object.keys(permissionRows).sort()).toEqual(endpoints.map(({ id }) => id).sort());
});

test("P9 every endpoint, for every kind of actor and every state of its subject, answers as the policy says", async () => {
  const wrong: string[] = [];
  const seen = new Set<string>();
  const check = async (asked: Asked) => {
    const [is, should] = [await ask(asked), expected(asked)];
    seen.add(`${is.status} ${is.code}`);
    if (is.status !== should.status || is.code !== should.code)
      wrong.push(
        `${asked.endpoint.id} ${asked.row.subject} by ${asked.who}: ${is.status} ${is.code}, not ${should.status} ${should.code}`,
      );
  };
  const alone = all.filter((asked) => asked.row.changes && isLetThrough(asked));
  const together = all.filter((asked) => !alone.includes(asked));
  const before = await fingerprint();
  await Promise.all(
    Array.from({ length: 6 }, async (_, worker) => {
      for (let at = worker; at < together.length; at += 6) await check(together[at]!);
    }),
  );
  expect(wrong).toEqual([]);
  expect(await fingerprint()).toBe(before);
  await keepRows();
  for (const asked of alone) {
    await check(asked);
    await putBack();
  }
  expect(wrong).toEqual([]);
  expect(await fingerprint()).toBe(before);
  // The engine was away: no act that it had to take on stands in the trail as done.
  const onlyWithEngine = ["case.retried", "case.repaired", "case.renewed", "cases.reconciled", "calendar.imported"];
  const done = await rows(stage.desk.database, "select action from audit_log where action = any($1)", [onlyWithEngine]);
  expect(done).toEqual([]);
  // The questions reach every kind of answer: a table that denies all, or allows all, would not.
  for (const answer of ["401 not-signed-in", "404 not-found", "403 not-allowed", "403 own-case", "403 step-up-needed"])
    expect(seen).toContain(answer);
  for (const answer of ["403 agent-of-applicant", "409 already-claimed", "409 already-decided", "422 case-closed"])
    expect(seen).toContain(answer);
  expect(all.length).toBeGreaterThan(7_000);
  expect(alone.length).toBeGreaterThan(50);
}, 600_000);

/** Of each endpoint that takes a body, a few questions of people whom it lets through, about subjects that are there. */
function questionsWithBodies(): Asked[] {
  const perEndpoint = 1;
  return endpoints.flatMap((endpoint) => {
    if (endpoint.body === undefined) return [];
    const through = all.filter((asked) => asked.endpoint === endpoint && asked.actor && isLetThrough(asked));
    const subjects = [...new Map(through.map((asked) => [asked.row.subject, asked])).values()];
    // Where nobody is let through in this city, the one who asks first.
    const first = all.filter((asked) => asked.endpoint === endpoint).slice(0, 1);
    return subjects.length > 0 ? subjects.slice(0, perEndpoint) : first;
  });
}

/** The work of the stage's own worker goes on beside the questions: papers that fail are tried again. */
const notOurs = ["act_failures"];
/** A wrong password is counted against its account, which is what refuses the next ones. */
const countsPasswords = new Set(["logIn", "stepUp", "changePassword", "confirmBulkBatch"]);

test("P10 every endpoint that takes a body, fuzzed from its own schema by those whom it lets through and about what is there: never 5xx, and what is refused changes nothing", async () => {
  const wrong: unknown[] = [];
  const outcomes = new Set<string>();
  for (const asked of questionsWithBodies()) {
    const { endpoint, row: right } = asked;
    const bodies =
      endpoint.body === "binary"
        ? headedBytes("jpg", "png")
        : changedOf(z.toJSONSchema(endpoint.body as z.ZodType, { io: "input", unrepresentable: "any" }), right.body);
    const left = countsPasswords.has(endpoint.id) ? [...notOurs, "accounts"] : notOurs;
    const before = await tableVersions(stage.desk.database, left);
    let changing = false;
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const { status, code } = await ask({ ...asked, row: { ...right, body } });
        outcomes.add(`${status} ${code}`);
        changing ||= status < 400;
        if (status >= 500) wrong.push([endpoint.id, right.subject, status, code, body]);
      }),
      { numRuns: 8 },
    );
    if (changing) continue;
    const after = await tableVersions(stage.desk.database, left);
    for (const [table, version] of Object.entries(after))
      if (version !== before[table]) wrong.push([endpoint.id, right.subject, "refused, and changed", table]);
  }
  expect(wrong).toEqual([]);
  // They got past the door: handlers refuse by their own rules, and take what is sound.
  expect([...outcomes]).toEqual(expect.arrayContaining(["200 null", "422 engine-unreachable", "404 not-found"]));
  expect(outcomes.size).toBeGreaterThan(8);
}, 600_000);
