import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  type Substitution,
  arrangeSubstitute,
  endSubstitution,
  listSubstitutes,
  listSubstitutions,
} from "../../../../api/contracts/substitutes.ts";
import { civilDateAt, formatDate, parseCivilDate } from "../../../../domain/civil-date.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Empty } from "../shared/empty.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";

interface Wrong {
  substitute?: string;
  days?: string;
  matters?: string;
  reason?: string;
}

/** 代办设置: who does one's work while one is away; a chief also arranges it for the members of the office (B-05). */
@Component({
  selector: "rct-substitutes-page",
  imports: [MatButton, Empty, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./substitutes-page.html",
  styleUrls: ["../admin/admin-page.css", "./substitutes-page.css"],
})
export class SubstitutesPage {
  private readonly api = inject(Api);
  private readonly keys = inject(CommandKeys);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  protected readonly today: string = civilDateAt(Date.now());
  protected readonly loaded = load(
    () => ({}),
    () => this.api.call(listSubstitutions),
  );
  protected readonly absent = signal("");
  protected readonly absentId = computed(() => this.absent() || (this.loaded.value()?.people[0]?.accountId ?? ""));
  protected readonly candidates = load(
    () => this.absentId() || undefined,
    async (id) => (await this.api.call(listSubstitutes, { params: { id } })).people,
  );
  protected readonly substitute = signal("");
  protected readonly from = signal<string>(this.today);
  protected readonly to = signal<string>(this.today);
  protected readonly all = signal(true);
  protected readonly chosen = signal<ReadonlySet<string>>(new Set());
  protected readonly reason = signal("");
  protected readonly wrong = signal<Wrong>({});
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }

  protected choose(matter: string): void {
    this.chosen.update((chosen) => {
      const next = new Set(chosen);
      if (!next.delete(matter)) next.add(matter);
      return next;
    });
  }

  protected wordOf(state: Substitution["state"]): string {
    return { coming: $localize`未开始`, running: $localize`代办中`, ended: $localize`已结束` }[state];
  }

  protected termOf({ from, to }: Substitution): string {
    const [first, last] = [from, to].map((day) => formatDate(parseCivilDate(day)));
    return from === to ? $localize`${first}:day: 当天` : $localize`${first}:from: 至 ${last}:to:`;
  }

  protected mattersOf({ matters }: Substitution): string {
    return matters ? matters.join("、") : $localize`全部事项`;
  }

  protected reasonOf({ reason, madeBy }: Substitution): string {
    return $localize`${reason}:reason:（${madeBy}:who: 设置）`;
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.refused.set(undefined);
    this.wrong.set(this.faults());
    if (Object.keys(this.wrong()).length > 0) {
      (event.target as HTMLFormElement).querySelector<HTMLElement>(".wrong .plain-input")?.focus();
      return;
    }
    const body = {
      ...{ accountId: this.absentId(), substituteId: this.substitute(), from: this.from(), to: this.to() },
      ...{ matters: this.all() ? null : [...this.chosen()], reason: this.reason().trim() },
    };
    const subject = JSON.stringify(body);
    this.busy.set(true);
    try {
      await this.api.call(arrangeSubstitute, { body: { key: this.keys.of("substitute", subject), ...body } });
      this.keys.done("substitute", subject);
      this.reason.set("");
      this.substitute.set("");
      this.loaded.reload();
      void this.messages.say($localize`已设置代办。`);
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.kind !== "offline") this.keys.done("substitute", subject);
      this.refused.set(problem);
    } finally {
      this.busy.set(false);
    }
  }

  private faults(): Wrong {
    return {
      ...(this.substitute() ? {} : { substitute: $localize`请选择代办的人` }),
      ...(this.from() >= this.today && this.to() >= this.from()
        ? {}
        : { days: $localize`请选今天或以后的日期，结束不早于开始` }),
      ...(this.all() || this.chosen().size > 0 ? {} : { matters: $localize`请至少选一个事项` }),
      ...(this.reason().trim() ? {} : { reason: $localize`请填写原因` }),
    };
  }

  protected async end(one: Substitution): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`提前结束代办？`,
      sentence: $localize`${one.substitute}:substitute:从现在起不再代${one.absent}:absent:办理；接手后还没有办结、自己无权办理的，交回${one.absent}:absent:。`,
      act: $localize`结束代办`,
    });
    if (!answer) return;
    this.busy.set(true);
    try {
      await this.api.call(endSubstitution, { params: { id: one.id } });
      this.loaded.reload();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
