import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import type { z } from "zod";
import { listEngineEvents, operateCases } from "../../../../api/contracts/operations.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { PageHead } from "../shared/page-head.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { InstantPipe } from "../shared/when.ts";

type EngineEvent = z.infer<typeof listEngineEvents.reply>["events"][number];

/** 流程引擎记录 of one case, for operators: every event in words, opened on demand, page by page. */
@Component({
  selector: "rct-engine-page",
  imports: [MatButton, PageHead, ProblemBox, Skeleton, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <rct-page-head [heading]="heading()" [place]="place">
      <p class="muted" i18n>个人信息和意见内容已隐去；每次查看都会留痕。</p>
      <button acts matButton="outlined" type="button" (click)="renew()" i18n>换新</button>
    </rct-page-head>
    @if (loaded.problem(); as problem) {
      <rct-problem-box [problem]="problem" (again)="loaded.reload()" />
    }
    @if (loaded.value()) {
      <ol class="card">
        @for (event of events(); track event.id) {
          <li>
            <span class="number muted">{{ event.id }}</span>
            <time>{{ event.at | rctInstant }}</time>
            <details>
              <summary>{{ event.title }}</summary>
              <pre tabindex="0">{{ event.detail }}</pre>
            </details>
          </li>
        }
      </ol>
      @if (next()) {
        <p><button matButton="outlined" type="button" (click)="more()" i18n>显示更多</button></p>
      }
    } @else if (!loaded.problem()) {
      <div class="card"><rct-skeleton [lines]="8" /></div>
    }
  `,
  styles: `
    :host {
      display: block;
      padding: 16px 20px;
    }
    ol {
      list-style: none;
      margin: 0 0 16px;
    }
    li {
      display: grid;
      grid-template-columns: 3em 11em minmax(0, 1fr);
      gap: 8px;
      padding: 6px 0;
      border-bottom: 1px solid var(--mat-sys-outline-variant);
    }
    li:last-child {
      border: 0;
    }
    summary {
      cursor: pointer;
    }
    pre {
      overflow-x: auto;
      font: var(--mat-sys-body-small);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    @media (max-width: 599px) {
      li {
        grid-template-columns: 3em minmax(0, 1fr);
      }
      details {
        grid-column: 1 / -1;
      }
    }
  `,
})
export class EnginePage {
  /** From the address. */
  readonly id = input.required<string>();
  private readonly api = inject(Api);
  private readonly messages = inject(Messages);
  protected readonly place = [{ label: $localize`运行状况`, to: "/admin/health" }];
  protected readonly loaded = load(
    () => ({ id: this.id() }),
    async ({ id }) => {
      this.later.set([]);
      return this.api.call(listEngineEvents, { params: { id }, query: {} });
    },
  );
  private readonly later = signal<readonly { events: readonly EngineEvent[]; next: string | null }[]>([]);
  protected readonly events = computed(() => [
    ...(this.loaded.value()?.events ?? []),
    ...this.later().flatMap(({ events }) => events),
  ]);
  protected readonly next = computed(() => (this.later().at(-1) ?? this.loaded.value())?.next);
  protected readonly heading = computed(() => {
    const number = this.loaded.value()?.number;
    return number ? $localize`流程引擎记录：${number}:number:` : $localize`流程引擎记录`;
  });

  protected async more(): Promise<void> {
    const after = this.next();
    if (!after) return;
    try {
      const page = await this.api.call(listEngineEvents, { params: { id: this.id() }, query: { after } });
      this.later.update((before) => [...before, page]);
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    }
  }

  protected async renew(): Promise<void> {
    try {
      const { results } = await this.api.call(operateCases, { body: { operation: "renew", caseIds: [this.id()] } });
      const sentence = results[0]?.sentence;
      void this.messages.say(sentence ?? $localize`已经通知这件：到下一个停顿处换新，进度不变。`);
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    }
  }
}
