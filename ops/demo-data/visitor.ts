import { randomUUID } from "node:crypto";
import type { Draft } from "../../api/contracts/drafts.ts";
import type { CaseView } from "../../api/contracts/cases.ts";
import type { TaskRow } from "../../api/contracts/inbox.ts";
import type { Decision } from "../../api/contracts/tasks.ts";
import { demoPassword } from "./accounts.ts";

/** A person of the demonstration at the product's own door: everything they do goes through the public API. */
export class Visitor {
  private readonly address: string;
  private readonly origin: string;
  private cookie = "";

  private constructor(address: string, origin: string) {
    this.address = address;
    this.origin = origin;
  }

  /** @param address where the API listens; @param origin the public address it is known by. */
  static async logIn(address: string, origin: string, loginName: string): Promise<Visitor> {
    const visitor = new Visitor(address, origin);
    await visitor.call("POST", "/api/session", { loginName, password: demoPassword });
    return visitor;
  }

  static anonymous(address: string, origin: string): Visitor {
    return new Visitor(address, origin);
  }

  /** @throws Error with the product's own sentence when it refuses. */
  async call<Reply>(method: string, path: string, body?: object | Buffer): Promise<Reply> {
    const binary = Buffer.isBuffer(body);
    const response = await fetch(new URL(path, this.address), {
      method,
      headers: {
        origin: this.origin,
        "x-requested-with": "rencaitong",
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(body === undefined ? {} : { "content-type": binary ? "application/octet-stream" : "application/json" }),
      },
      ...(body === undefined ? {} : { body: binary ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    if (cookies.length > 0) this.cookie = cookies.join("; ");
    const reply = (await response.json()) as Reply & { error?: { message: string } };
    if (!response.ok) throw new Error(`${method} ${path}: ${reply.error?.message ?? response.status}`);
    if (response.status !== 202) return reply;
    // Not known yet: the same request with the same key, until it is.
    return this.call(method, path, body);
  }

  /** @throws Error when there is no such file for this person. */
  async download(path: string): Promise<Buffer> {
    const response = await fetch(new URL(path, this.address), { headers: { cookie: this.cookie } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async declare(certificateId: string, form: object): Promise<string> {
    const draft = await this.call<Draft>("POST", "/api/drafts", { matter: "certificate-replacement", certificateId });
    return this.handIn(draft, form);
  }

  async openDraft(caseId: string): Promise<Draft> {
    return this.call<Draft>("POST", `/api/cases/${caseId}/draft`);
  }

  async handIn(draft: Draft, form: object): Promise<string> {
    const saved = await this.call<{ version: number }>("PATCH", `/api/drafts/${draft.id}`, {
      version: draft.version,
      form,
    });
    const { caseId } = await this.call<{ caseId: string }>("POST", `/api/drafts/${draft.id}/submission`, {
      key: randomUUID(),
      version: saved.version,
    });
    return caseId;
  }

  async upload(draft: Draft, kind: string, name: string, content: Buffer): Promise<void> {
    if (draft.materials.some((material) => material.kind === kind)) return;
    const query = new URLSearchParams({ kind, name });
    await this.call("POST", `/api/drafts/${draft.id}/materials?${query}`, content);
  }

  async view(caseId: string): Promise<CaseView> {
    return this.call<CaseView>("GET", `/api/cases/${caseId}`);
  }

  /** Claims the case's task from the inbox, enters the password again and decides. */
  async decide(caseId: string, decision: Decision, queue: "to-claim" | "objections" = "to-claim"): Promise<void> {
    const { tasks } = await this.call<{ tasks: TaskRow[] }>("GET", `/api/inbox?queue=${queue}&limit=100`);
    const task = tasks.find((one) => one.caseId === caseId);
    if (!task) throw new Error(`case ${caseId} is not in the inbox`);
    const { version } = await this.call<{ version: number }>("POST", `/api/tasks/${task.taskId}/claim`);
    await this.call("POST", "/api/session/step-up", { password: demoPassword });
    await this.call("POST", `/api/tasks/${task.taskId}/decision`, { key: randomUUID(), version, decision });
  }
}
