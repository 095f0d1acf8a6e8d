import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import type { CaseView } from "../../api/contracts/cases.ts";
import type { TaskRow } from "../../api/contracts/inbox.ts";
import type { OfficeView } from "../../api/contracts/offices.ts";
import { approve, decide, handIn, lost, type Parties } from "../../ops/demo-data/story.ts";
import { samplePdf, sampleScan } from "../../ops/demo-data/papers.ts";
import { Visitor } from "../../ops/demo-data/visitor.ts";
import { textOfPdf } from "../pdf-text.ts";
import { baseUrl, closeBrowser, desktop, it, journey, logIn, visit } from "./browser.ts";
import { until } from "../until.ts";

afterAll(closeBrowser);

/** What templates, mail, tables and browsers take for commands; and the letters of a script that runs the other way. */
const commands =
  '||<w:br/>|| {{=1+1}} {=1+1} +++INS 1+++ =HYPERLINK("http://x.test") $& `x` ${1} </w:t> <b>粗</b><script>window.ran=1</script>';
const page = '<img src=x onerror="window.ran=1"> <svg onload=window.ran=1> javascript:window.ran=1 &lt;i&gt; ';
const arabic = "بۇ يازما 123 （完）";
/** Turns the reading direction, hides, rings: has no place in a form and is taken out. */
const hidden = "\u202e反\u200b写\u2066\u0007";
const typed = (text: string) => `${text}${hidden}`;
const shown = (text: string) => `${text}反写`;

const visitorAs = (loginName: string) => Visitor.logIn(baseUrl(), baseUrl(), loginName);
const view = ({ applicant, caseId }: Parties) => applicant.call<CaseView>("GET", `/api/cases/${caseId}`);

async function partiesOf(phone: string, find: (applicant: Visitor) => Promise<string>): Promise<Parties> {
  const applicant = await visitorAs(phone);
  return { applicant, as: visitorAs, caseId: await find(applicant) };
}

/** Opens a page as this person; answers its text, in which nothing may have run. */
async function textOfPage(loginName: string | null, path: string, wait: string, press?: string): Promise<string> {
  const { page, complaints } = await visit(desktop);
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  if (loginName) await logIn(page, loginName);
  await page.goto(baseUrl() + path);
  if (press) await page.getByRole("button", { name: press }).click();
  await page.getByText(wait, { exact: false }).first().waitFor();
  expect(await page.evaluate("window.ran")).toBeUndefined();
  expect([dialogs, complaints]).toEqual([[], []]);
  expect(await markupOf(page)).toEqual([]);
  return page.evaluate(() => document.body.textContent ?? "");
}

/** Elements that only what people wrote could have made. */
async function markupOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("body [onerror], body [onload], body [src='x'], body script:not([src])")].map(
      (element) => element.outerHTML,
    ),
  );
}

async function taskOf(caseId: string, loginName: string, queue: string): Promise<string> {
  const visitor = await visitorAs(loginName);
  const { tasks } = await visitor.call<{ tasks: TaskRow[] }>("GET", `/api/inbox?queue=${queue}&limit=100`);
  return tasks.find((task) => task.caseId === caseId)!.taskId;
}

it(
  "S2-16 whatever people type into materials, opinions and remarks comes out as that text: pages, mail, archive form",
  journey(async () => {
    const parties = await partiesOf("13900000007", async (applicant) => {
      const { cases } = await applicant.call<{ cases: { id: string }[] }>("GET", "/api/my/cases");
      return cases[0]!.id;
    });
    const draft = await parties.applicant.openDraft(parties.caseId);
    const proof = await samplePdf(await sampleScan("批文", ["样张"]));
    await parties.applicant.upload(draft, "original-proof", '<img src=x onerror="window.ran=1">\u202efdp.pdf', proof);
    await handIn(parties, { statement: typed(commands), position: typed("{{=1+1}}+++INS 1+++<i>工</i>") });

    const task = await taskOf(parties.caseId, "xuexiao", "to-claim");
    const review = await textOfPage("xuexiao", `/tasks/${task}`, "+++INS 1+++");
    expect(review).toContain(shown(commands));
    expect(review).toContain(shown("{{=1+1}}+++INS 1+++<i>工</i>"));
    expect(review).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);

    await decide(parties, "xuexiao", {
      ...{ outcome: "return", to: "materials", straightBack: false, defects: ["statement"] },
      opinion: typed(page),
      remarks: [{ field: "statement", text: typed(arabic) }],
    });
    const returned = await textOfPage("13900000007", `/cases/${parties.caseId}`, "javascript:window.ran=1");
    expect(returned).toContain(shown(page));
    expect(returned).toContain(shown(arabic));
    expect(returned).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);

    await handIn(parties, { statement: typed(commands) });
    for (const desk of ["xuexiao", "jiaoyuju", "shizhigaiban"]) await decide(parties, desk, approve(typed(commands)));
    const archiveForm = `/api/cases/${parties.caseId}/documents/archive-form`;
    const form = await until(
      () => parties.applicant.download(archiveForm).catch(() => undefined),
      "the archive form, made after the certificate",
      120_000,
    );
    const printed = (await textOfPdf(form)).replaceAll(/\s/g, "");
    expect(printed.split(shown(commands).replaceAll(/\s/g, "")).length - 1).toBeGreaterThanOrEqual(2);

    const { mails } = await parties.applicant.call<{ mails: { subject: string; text: string }[] }>(
      "GET",
      "/api/demo/mailbox",
    );
    expect(mails.length).toBeGreaterThan(0);
    for (const mail of mails) {
      expect(mail.subject).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(mail.text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  }),
  240_000,
);

it(
  "S2-16 an objection's name and reason come out as that text, and a notice page shows none of what only offices read",
  journey(async () => {
    const parties = await partiesOf("13900000009", async (applicant) => {
      const { certificates } = await applicant.call<{
        certificates: { id: string; replacement: { possible: boolean } }[];
      }>("GET", "/api/my/certificates");
      const { id } = certificates.find(({ replacement }) => replacement.possible)!;
      return applicant.declare(id, { ...lost, explanation: typed(commands) });
    });
    const notice = (await view(parties)).notice!;
    await Visitor.anonymous(baseUrl(), baseUrl()).call("POST", `/api/public/notices/${notice.id}/objections`, {
      ...{ key: randomUUID(), phone: "13900000098" },
      ...{ name: typed("<b onclick=window.ran=1>异</b>"), reason: typed(page) },
    });
    const open = await textOfPage(null, `/notices/${notice.id}`, "公示");
    for (const secret of ["+++INS", "window.ran", "HYPERLINK"]) expect(open).not.toContain(secret);

    const task = await taskOf(parties.caseId, "shizhigaiban", "objections");
    const review = await textOfPage("shizhigaiban", `/tasks/${task}`, "javascript:window.ran=1");
    expect(review).toContain(shown("<b onclick=window.ran=1>异</b>"));
    expect(review).toContain(shown(page).trim());
    const desk = await visitorAs("shizhigaiban");
    await desk.decide(parties.caseId, { outcome: "uphold", opinion: typed(commands) }, "objections");
    expect(await textOfPage("13900000009", `/cases/${parties.caseId}`, "HYPERLINK")).toContain(shown(commands));
  }),
  180_000,
);

it(
  "S2-16 what administrators and chiefs word themselves comes out as that text: phrases, saved filters, messages, office names",
  journey(async () => {
    const administrator = await visitorAs("guanli");
    const agent = await visitorAs("danwei");
    const line = "<b>粗</b>{{=1}}<img src=x onerror=window.ran=1>";
    const [given, stays] = [typed(line), shown(line)];
    const undo: (() => Promise<unknown>)[] = [];
    try {
      const step = { matter: "certificate-replacement", step: "employer", outcome: "approve" };
      const phrase = { officeId: null, ...step, text: given };
      const { id: phraseId } = await administrator.call<{ id: string }>("POST", "/api/phrases", phrase);
      undo.push(() => administrator.call("DELETE", `/api/phrases/${phraseId}`));
      expect(await textOfPage("guanli", "/phrases", "{{=1}}")).toContain(stays);

      const filter = { name: typed("<i>甲</i>{{=1}}"), page: "inbox", query: { queue: "overdue" }, officeId: null };
      const { id: filterId } = await agent.call<{ id: string }>("POST", "/api/filters", filter);
      undo.push(() => agent.call("DELETE", `/api/filters/${filterId}`));
      expect(await textOfPage("danwei", "/inbox", "{{=1}}", "存下的筛选")).toContain(shown("<i>甲</i>{{=1}}"));

      const { texts } = await administrator.call<{
        texts: { kind: string; version: number; current: { body: string } }[];
      }>("GET", "/api/admin/notification-texts");
      const [message] = texts;
      const wording = `/api/admin/notification-texts/${message!.kind}`;
      const body = `${message!.current.body}${typed("<b>粗</b><img src=x onerror=window.ran=1>")}`;
      await administrator.call("PUT", wording, {
        ...{ version: message!.version, wording: { title: "<b>题</b>", body }, note: "试一试" },
      });
      undo.push(() =>
        administrator.call("PUT", wording, { version: message!.version + 1, wording: null, note: "恢复" }),
      );
      expect(await textOfPage("guanli", "/admin/texts", "<b>题</b>")).toContain("<b>题</b>");

      const { offices } = await administrator.call<{ offices: { id: string; name: string; endedAt: string | null }[] }>(
        "GET",
        "/api/admin/offices",
      );
      const { id: officeId, name: officeName } = offices.find(({ endedAt }) => endedAt === null)!;
      const address = `/api/offices/${officeId}`;
      const rename = async (name: string) => {
        const now = await administrator.call<OfficeView>("GET", address);
        const { version: at, series, phone } = now;
        const parentId = now.parent?.id ?? null;
        await administrator.call("PUT", address, { version: at, name, series, parentId, phone: phone || null });
      };
      undo.push(() => rename(officeName));
      await rename(given);
      expect(await textOfPage("guanli", `/offices/${officeId}`, "{{=1}}")).toContain(stays);
      expect(await textOfPage("guanli", "/offices", "{{=1}}")).toContain(stays);
    } finally {
      for (const back of undo.reverse()) await back();
    }
  }),
  240_000,
);
