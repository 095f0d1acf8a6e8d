import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { type HandoverPreview, handOver, listLeavers, previewHandover } from "../../../../api/contracts/leavers.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Empty } from "../shared/empty.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";

type Body = HandoverPreview["bodies"][number];
type Work = Body["work"][number];
type Colleague = Body["colleagues"][number];

/** 离岗交接: all open work of one person, who receives it, and one act that moves it and ends the seat (B-06). */
@Component({
  selector: "rct-leavers-page",
  imports: [MatButton, Empty, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./leavers-page.html",
  styleUrls: ["../admin/admin-page.css", "./leavers-page.css"],
})
export class LeaversPage {
  private readonly api = inject(Api);
  private readonly keys = inject(CommandKeys);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  protected readonly people = load(
    () => ({}),
    async () => (await this.api.call(listLeavers)).people,
  );
  /** Who leaves, when another page leads here (query parameter). */
  readonly person = input<string>();
  protected readonly leaver = linkedSignal(() => this.person() ?? "");
  protected readonly preview = load(
    () => this.leaver() || undefined,
    (id) => this.api.call(previewHandover, { params: { id } }),
  );
  /** Receiver per body; none: back among what waits to be claimed. */
  protected readonly groups = signal<ReadonlyMap<string, string>>(new Map());
  /** Tasks that go elsewhere than the rest of their body; null: to be claimed. */
  protected readonly singles = signal<ReadonlyMap<string, string | null>>(new Map());
  protected readonly reason = signal("");
  protected readonly wrong = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  protected readonly barred = computed(() =>
    (this.preview.value()?.bodies ?? []).some((body) => body.work.some((one) => this.isBarred(body.id, one))),
  );

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }

  protected choose(id: string): void {
    this.leaver.set(id);
    this.groups.set(new Map());
    this.singles.set(new Map());
    this.refused.set(undefined);
  }

  protected receiverOf(body: string): string {
    return this.groups().get(body) ?? "";
  }

  protected giveBody(body: string, to: string): void {
    this.groups.update((groups) => new Map(groups).set(body, to));
  }

  protected giveTask(task: string, to: string): void {
    this.singles.update((singles) => {
      const next = new Map(singles);
      if (to === "same") next.delete(task);
      else next.set(task, to || null);
      return next;
    });
  }

  protected isBarred(body: string, { taskId, barred, how }: Work): boolean {
    const to = this.singles().has(taskId) ? this.singles().get(taskId) : this.receiverOf(body);
    return how !== "borrowed" && !!to && barred.includes(to);
  }

  protected saidOf({ name, open }: Colleague): string {
    return $localize`${name}:name:（在办 ${open}:open: 件）`;
  }

  protected barredName({ barred }: Work, colleague: Colleague): string {
    return barred.includes(colleague.accountId) ? $localize`${colleague.name}:name:（应回避）` : colleague.name;
  }

  protected labelOf({ applicantName, caseNumber }: Work): string {
    return $localize`${applicantName}:name: ${caseNumber}:number: 交给谁`;
  }

  protected wordOf(how: Work["how"]): string {
    return { held: "", lent: $localize`借给同事看`, borrowed: $localize`借来看的，交回借出的人` }[how];
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const shown = this.preview.value();
    if (!shown || this.busy()) return;
    this.wrong.set(!this.reason().trim());
    if (this.wrong()) {
      document.getElementById("reason")?.focus();
      return;
    }
    const count = shown.bodies.reduce((sum, { work }) => sum + work.length, 0);
    const { name } = shown.leaver;
    const answer = await this.confirm.ask({
      title: $localize`办理${name}:name:的离岗交接？`,
      sentence: $localize`${count}:count: 件未办结的工作按上面的选择移交，${name}:name:的任职现在结束，不能再办理。`,
      act: $localize`交接`,
      final: true,
    });
    if (answer) await this.send(shown);
  }

  private async send(shown: HandoverPreview): Promise<void> {
    const id = shown.leaver.accountId;
    const body = {
      version: shown.version,
      bodies: shown.bodies.map((one) => ({ id: one.id, to: this.receiverOf(one.id) || null })),
      tasks: [...this.singles()].map(([task, to]) => ({ id: task, to })),
      reason: this.reason().trim(),
    };
    const subject = JSON.stringify([id, body]);
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.api.call(handOver, { params: { id }, body: { key: this.keys.of("hand-over", subject), ...body } });
      this.keys.done("hand-over", subject);
      void this.messages.say($localize`${shown.leaver.name}:name:的工作已交接，任职已结束。`);
      this.choose("");
      this.reason.set("");
      this.people.reload();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.kind !== "offline") this.keys.done("hand-over", subject);
      if (problem.code === "stale-version") this.preview.reload();
      this.refused.set(problem);
    } finally {
      this.busy.set(false);
    }
  }
}
