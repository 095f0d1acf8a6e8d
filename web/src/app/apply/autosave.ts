import { type Signal, computed, signal } from "@angular/core";
import { type FormValues, saveDraft } from "../../../../api/contracts/drafts.ts";
import type { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";

/** After the last key. */
const waitMilliseconds = 800;
/** Before trying again when the server was not reached. */
const retryMilliseconds = 10_000;

export type Saved =
  | { state: "saved"; at: string }
  | { state: "saving" }
  /** Not on the server yet, but on this device. */
  | { state: "here"; at: string }
  | { state: "refused"; problem: ApiProblem };

interface SavedDraft {
  id: string;
  version: number;
  savedAt: string;
}

/** localStorage, where it may be used. */
type Keeper = Pick<Storage, "getItem" | "setItem" | "removeItem">;

interface Kept {
  version: number;
  form: FormValues;
  at: string;
}

/**
 * Saves a draft while it is typed. One request at a time, each with the version the one before brought, so that two
 * devices cannot overwrite each other. Without network the values lie in this browser and are sent when it is back;
 * they are taken away from the browser as soon as the server has them.
 */
export class Autosave {
  private readonly state = signal<Saved>({ state: "saving" });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private underWay: Promise<void> = Promise.resolve();
  private newest: FormValues | undefined;
  private version: number;
  private readonly goOn = () => void this.flush();

  readonly saved: Signal<Saved> = this.state.asReadonly();
  readonly refused = computed(() => {
    const saved = this.saved();
    return saved.state === "refused" ? saved.problem : undefined;
  });

  private readonly api: Pick<Api, "call">;
  private readonly draft: SavedDraft;
  private readonly storage: Keeper | undefined;
  private readonly device: Pick<EventTarget, "addEventListener" | "removeEventListener">;

  constructor(
    api: Pick<Api, "call">,
    draft: SavedDraft,
    storage: Keeper | undefined,
    device: Pick<EventTarget, "addEventListener" | "removeEventListener"> = globalThis,
  ) {
    this.api = api;
    this.draft = draft;
    this.storage = storage;
    this.device = device;
    this.version = draft.version;
    this.state.set({ state: "saved", at: draft.savedAt });
    device.addEventListener("online", this.goOn);
  }

  /** What was typed on this device after the server's version and never reached it. */
  left(): FormValues | undefined {
    try {
      const kept = JSON.parse(this.storage?.getItem(this.place) ?? "null") as Kept | null;
      return kept?.version === this.version ? kept.form : undefined;
    } catch {
      return undefined;
    }
  }

  change(values: FormValues): void {
    if (this.saved().state === "refused") return;
    this.newest = values;
    this.state.set({ state: "saving" });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), waitMilliseconds);
  }

  /** Resolves when everything typed so far is on the server, or is known not to be. */
  async flush(): Promise<Saved> {
    clearTimeout(this.timer);
    this.underWay = this.underWay.then(() => this.send());
    await this.underWay;
    return this.saved();
  }

  /** The version to hand in. */
  get current(): number {
    return this.version;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.device.removeEventListener("online", this.goOn);
  }

  private get place(): string {
    return `rct-draft-${this.draft.id}`;
  }

  private async send(): Promise<void> {
    const form = this.newest;
    if (!form) return;
    this.newest = undefined;
    try {
      const reply = await this.api.call(saveDraft, {
        params: { id: this.draft.id },
        body: { version: this.version, form },
      });
      this.version = reply.version;
      this.storage?.removeItem(this.place);
      if (!this.newest) this.state.set({ state: "saved", at: reply.savedAt });
    } catch (thrown) {
      this.keep(form, problemOf(thrown));
    }
  }

  private keep(form: FormValues, problem: ApiProblem): void {
    if (problem.kind === "refusal" || problem.kind === "bad-input") {
      this.state.set({ state: "refused", problem });
      return;
    }
    this.newest ??= form;
    const at = new Date().toISOString();
    try {
      this.storage?.setItem(this.place, JSON.stringify({ version: this.version, form, at } satisfies Kept));
    } catch {
      // A full or forbidden storage: the values stay in the page, and the page says that it could not save.
    }
    this.state.set({ state: "here", at });
    this.timer = setTimeout(() => void this.flush(), retryMilliseconds);
  }
}
