import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { uuidv7 } from "uuidv7";
import type { Decision } from "../api/contracts/tasks.ts";
import { row, rows } from "../db/connection.ts";
import type { CaseRow, TaskRow } from "../db/rows.ts";
import type { Answered } from "../engine/engine.ts";
import type { Command } from "../workflows/messages.ts";
import { type CaseDesk } from "./case-desk.ts";
import { until } from "./until.ts";

export const declared = { circumstances: "lost", occasion: "moving", lostInMonth: "2026-03", truthful: true };
export const handedMaterials = {
  phone: "13900000001",
  position: "机械设计工程师",
  yearsInProfession: 12,
  statement: "二〇二六年三月搬家时遗失，多次寻找未果。",
  delivery: "electronic",
  truthful: true,
};

/** One case and the people around it, acting through the engine as the API does. */
export class TestCase {
  readonly desk: CaseDesk;
  readonly applicant: string;
  readonly certificateId: string;
  id = "";

  constructor(desk: CaseDesk, phone: string, certificateNumber: string) {
    this.desk = desk;
    this.applicant = this.account(phone);
    const certificateId = desk.world.certificates[certificateNumber];
    if (!certificateId) throw new Error(`no certificate ${certificateNumber}`);
    this.certificateId = certificateId;
  }

  account(loginName: string): string {
    const id = this.desk.world.accounts[loginName];
    if (!id) throw new Error(`no account ${loginName}`);
    return id;
  }

  async row(): Promise<CaseRow | undefined> {
    return row<CaseRow>(this.desk.database, "select * from cases where id = $1", [this.id]);
  }

  async events(): Promise<string[]> {
    const found = await rows<{ type: string }>(
      this.desk.database,
      "select type from case_events where case_id = $1 order by seq, part",
      [this.id],
    );
    return found.map((event) => event.type);
  }

  async openTask(step?: string): Promise<TaskRow> {
    return until(
      () =>
        row<TaskRow>(
          this.desk.database,
          "select * from tasks where case_id = $1 and state = 'open' and ($2::text is null or step = $2) order by seq desc limit 1",
          [this.id, step ?? null],
        ),
      `an open task of ${step}`,
    );
  }

  async draft(step: string, form: object, round = 1): Promise<{ id: string; version: number }> {
    const id = uuidv7();
    await rows(
      this.desk.database,
      `insert into drafts (id, matter, step, account_id, certificate_id, case_id, round, form, created_at, saved_at)
       values ($1, 'certificate-replacement', $2, $3, $4, $5, $6, $7, now(), now())`,
      [id, step, this.applicant, this.certificateId, this.id || null, round, JSON.stringify(form)],
    );
    return { id, version: 1 };
  }

  command<Kind extends Command["kind"]>(
    kind: Kind,
    rest: Omit<Extract<Command, { kind: Kind }>, "key" | "accountId" | "sessionId" | "receivedAt" | "kind">,
    by: { accountId?: string; key?: string; sessionId?: string | null } = {},
  ): Command {
    const who = { accountId: by.accountId ?? this.applicant, sessionId: by.sessionId ?? null };
    return { key: by.key ?? randomUUID(), receivedAt: Date.now(), ...who, kind, ...rest } as unknown as Command;
  }

  async declare(form: object = declared): Promise<Answered> {
    const { id, version } = await this.draft("declare", form);
    this.id = id;
    const command = this.command("hand-in", { step: "declare", draftId: id, draftVersion: version });
    return this.desk.engine.begin({ caseId: id, matter: "certificate-replacement" }, command);
  }

  /** Lets the notice pass and waits until the case asks for the materials. */
  async passNotice(): Promise<void> {
    const notice = await row<{ ends_at: Date }>(
      this.desk.database,
      "select ends_at from notices where case_id = $1 and state = 'running'",
      [this.id],
    );
    await this.desk.engine.fastForward(this.id, notice!.ends_at.getTime());
    await this.openTask("materials");
  }

  async handIn(step = "materials", form: object = handedMaterials): Promise<Answered> {
    const { round } = (await this.row())!;
    const draft = await this.draft(step, form, round);
    if (step === "materials") await this.attachPhoto(draft.id);
    const handIn = { step, draftId: draft.id, draftVersion: draft.version };
    return this.desk.engine.command(this.id, this.command("hand-in", handIn));
  }

  async attachPhoto(draftId: string): Promise<void> {
    const photo = await sharp({ create: { width: 35, height: 45, channels: 3, background: "#3a7bc8" } })
      .jpeg()
      .toBuffer();
    const { hash, size } = await this.desk.deps.files.put(photo);
    await rows(
      this.desk.database,
      "insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, $2, 'image/jpeg', 'clean', now()) on conflict do nothing",
      [hash, size],
    );
    for (const kind of ["photo", "identity", "loss-statement"])
      await rows(
        this.desk.database,
        `insert into materials (id, draft_id, kind, file_hash, name, uploaded_at, uploaded_by)
         values ($1, $2, $5, $3, '样张.jpg', now(), $4)`,
        [uuidv7(), draftId, hash, this.applicant, kind],
      );
  }

  /** Claims, steps up and decides, as a reviewer's page does. */
  async decide(
    loginName: string,
    decision: Decision,
    options: { key?: string; stepUp?: boolean } = {},
  ): Promise<Answered> {
    const accountId = this.account(loginName);
    const task = await this.claim(loginName);
    const sessionId = await this.session(accountId, options.stepUp ?? true);
    const command = this.command(
      "decide",
      { taskId: task.id, version: task.version, decision },
      { accountId, sessionId, ...options },
    );
    return this.desk.engine.command(this.id, command);
  }

  async approve(loginName: string): Promise<Answered> {
    return this.decide(loginName, { outcome: "approve", opinion: "情况属实，同意。" });
  }

  async claim(loginName: string): Promise<TaskRow> {
    await this.openTask();
    // Where several offices sign at once, the account's own one.
    const claimed = await row<TaskRow>(
      this.desk.database,
      `update tasks set holder_id = $2, holder_name = $3, claimed_at = now(), version = version + 1 where id = (
         select t.id from tasks t where t.case_id = $1 and t.state = 'open'
         order by exists (select from memberships m where m.account_id = $2 and t.receiver_id in (m.office_id, m.organisation_id)) desc,
           t.seq desc limit 1) returning *`,
      [this.id, this.account(loginName), loginName],
    );
    return claimed!;
  }

  async session(accountId: string, stepUp: boolean): Promise<string> {
    const id = uuidv7();
    await rows(
      this.desk.database,
      `insert into sessions (id, token_hash, account_id, created_at, last_seen_at, expires_at, step_up_until)
       values ($1, $2, $3, now(), now(), now() + interval '1 hour', case when $4 then now() + interval '5 minutes' end)`,
      [id, id, accountId, stepUp],
    );
    return id;
  }

  async closed(): Promise<CaseRow> {
    return until(async () => {
      const found = await this.row();
      return found?.state === "closed" ? found : undefined;
    }, "the end of the case");
  }
}
