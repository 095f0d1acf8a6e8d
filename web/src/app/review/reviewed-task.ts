import { Injectable, computed, inject, signal } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { ActivatedRoute } from "@angular/router";
import { downloadDocument, getCase } from "../../../../api/contracts/cases.ts";
import { getTask } from "../../../../api/contracts/tasks.ts";
import { addressOf } from "../api/address.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";

/** The task that the address names, loaded again when something happens to its case. One per review page. */
@Injectable()
export class ReviewedTask {
  private readonly api = inject(Api);
  private readonly events = inject(Events);
  private readonly params = toSignal(inject(ActivatedRoute).params, { requireSync: true });
  private readonly caseId = signal<string | undefined>(undefined);

  readonly id = computed(() => this.params()["id"] as string);
  /** An act is under way: nothing else may begin. */
  readonly busy = signal(false);
  readonly loaded = load(
    () => ({ id: this.id(), tick: this.caseId() ? this.events.ofCase(this.caseId()!) : 0 }),
    ({ id }) => this.api.call(getTask, { params: { id } }),
  );
  /** Undefined while another case is on its way: the old one must not be decided by mistake. */
  readonly view = computed(() => {
    const view = this.loaded.value();
    return view?.task.taskId === this.id() ? view : undefined;
  });
  /** The employer keeps the archive form of a finished case; who may have it, the case says. */
  readonly documents = load(
    () => (this.view() && this.view()!.task.state !== "open" ? { id: this.view()!.task.caseId } : undefined),
    async ({ id }) => {
      const read = await this.api.call(getCase, { params: { id } }).catch(() => undefined);
      if (!read?.allowed.includes("download-archive-form")) return [];
      return read.documents
        .filter((document) => document.ready && document.kind !== "certificate")
        .map((document) => ({ ...document, address: addressOf(downloadDocument, { id, kind: document.kind }) }));
    },
  );

  /** From now on the events of this case load the task again. */
  follow(caseId: string): void {
    this.caseId.set(caseId);
  }
}
