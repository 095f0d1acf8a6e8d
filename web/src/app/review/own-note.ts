import { DestroyRef, Injectable, computed, effect, inject, linkedSignal, signal, untracked } from "@angular/core";
import { getOwnNote, keepOwnNote } from "../../../../api/contracts/own-desk.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Deciding } from "./deciding.ts";
import { ReviewedTask } from "./reviewed-task.ts";

/** After the last key. */
const waitMilliseconds = 800;
/** Before trying again when the server was not reached. */
const retryMilliseconds = 10_000;

interface Written {
  id: string;
  opinion: string;
  note: string;
}

/**
 * The opinion being written and the private note of the reviewed task, kept on the server as they are typed, so that
 * another machine has them too. One per review page.
 */
@Injectable()
export class OwnNote {
  private readonly api = inject(Api);
  private readonly reviewed = inject(ReviewedTask);
  private readonly deciding = inject(Deciding);
  private readonly loaded = load(
    () => (this.reviewed.view() ? this.reviewed.id() : undefined),
    async (id) => ({ id, ...(await this.api.call(getOwnNote, { params: { id } })) }),
  );
  /** Undefined until what is kept of this task is known: nothing is written over unseen. */
  readonly kept = computed(() => (this.loaded.value()?.id === this.reviewed.id() ? this.loaded.value() : undefined));
  readonly note = linkedSignal({ source: () => this.kept()?.id, computation: () => untracked(this.kept)?.note ?? "" });
  readonly saved = signal<"saved" | "saving" | "away">("saved");
  private last: Written | undefined;
  private waiting: Written | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private underWay: Promise<void> = Promise.resolve();

  constructor() {
    effect(() => {
      const kept = this.kept();
      if (!kept || this.last?.id === kept.id) return;
      untracked(() => {
        this.last = { id: kept.id, opinion: kept.opinion, note: kept.note };
        if (!this.deciding.opinion() && kept.opinion) this.deciding.opinion.set(kept.opinion);
      });
    });
    effect(() => {
      const kept = this.kept();
      const written = { id: this.reviewed.id(), opinion: this.deciding.opinion(), note: this.note() };
      untracked(() => {
        if (this.waiting && this.waiting.id !== written.id) void this.flush();
        if (kept?.id === written.id && this.last?.id === written.id) this.keep(written);
      });
    });
    inject(DestroyRef).onDestroy(() => void this.flush());
  }

  private keep(written: Written): void {
    if (written.opinion === this.last?.opinion && written.note === this.last.note) return;
    this.waiting = written;
    this.saved.set("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), waitMilliseconds);
  }

  /** One request at a time. */
  private flush(): Promise<void> {
    clearTimeout(this.timer);
    this.underWay = this.underWay.then(() => this.send());
    return this.underWay;
  }

  private async send(): Promise<void> {
    const { waiting } = this;
    if (!waiting) return;
    this.waiting = undefined;
    const { id, opinion, note } = waiting;
    try {
      await this.api.call(keepOwnNote, { params: { id }, body: { opinion: opinion.trim(), note: note.trim() } });
      if (this.last?.id === id) this.last = waiting;
      if (!this.waiting) this.saved.set("saved");
    } catch (thrown) {
      this.saved.set("away");
      // What is refused is not asked again; what did not arrive is.
      if (problemOf(thrown).kind === "refusal" || this.waiting) return;
      this.waiting = waiting;
      this.timer = setTimeout(() => void this.flush(), retryMilliseconds);
    }
  }
}
