import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import type { z } from "zod";
import { listMovedCases, type RuleMove, tryRuleDraft } from "../../../../api/contracts/rule-drafts.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";

type MovedCase = z.infer<typeof listMovedCases.reply>["cases"][number];

/** 试算: what would go elsewhere under a draft, and the cases behind each number. */
@Component({
  selector: "rct-rule-dry-run",
  imports: [MatButton, MatIcon, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (tried.problem(); as problem) {
      <rct-problem-box [problem]="problem" (again)="tried.reload()" />
    }
    @if (tried.value(); as result) {
      @if (result.withoutReceiver) {
        <p class="line bad" role="status">
          <mat-icon svgIcon="error" aria-hidden="true" /><span
            ><b i18n>{{ result.withoutReceiver }} 件在办件没有接收机构。</b
            ><ng-container i18n>请指定代收机构，指定后才能送复核。</ng-container></span
          >
        </p>
      }
      @for (scope of scopes(); track scope.scope) {
        <h3>{{ scope.title }}</h3>
        <p class="small muted" i18n>
          共看了 {{ scope.looked.cases }} 件，其中 {{ scope.looked.affected }} 件会有变化。已经开始的步骤不变。
        </p>
        @for (move of scope.moves; track move.id) {
          <div class="move" [class.bad]="move.to.nobody">
            <p class="line">
              <mat-icon [svgIcon]="move.to.nobody ? 'error' : 'swap_horiz'" aria-hidden="true" /><span class="grow"
                ><b i18n>{{ move.cases }} 件</b>&ngsp;<span>“{{ move.stepTitle }}”</span><br /><del>{{
                  said(move.from)
                }}</del>
                <span class="visually-hidden" i18n>改为</span
                ><mat-icon class="to" svgIcon="east" aria-hidden="true" /><ins>{{ said(move.to) }}</ins></span
              ><button
                type="button"
                class="text-button"
                [attr.aria-expanded]="open() === move.id"
                (click)="toggle(move)"
              >
                <ng-container i18n>列表</ng-container
                ><span class="visually-hidden">：{{ move.stepTitle }}，{{ said(move.to) }}</span>
              </button>
            </p>
            @if (open() === move.id) {
              @if (problem(); as wrong) {
                <rct-problem-box [problem]="wrong" (again)="more(move)" />
              }
              <ul class="cases">
                @for (one of cases(); track one.id) {
                  <li>
                    <span class="number">{{ one.number }}</span><span>{{ one.applicantName }}</span
                    ><span class="muted">{{ one.organisationName }}</span>
                    @if (one.stepTitle) {
                      <span class="muted small" i18n>现在：{{ one.stepTitle }}</span>
                    }
                  </li>
                }
              </ul>
              @if (next()) {
                <button matButton type="button" (click)="more(move)" i18n>再看 50 件</button>
              }
            }
          </div>
        } @empty {
          <p class="muted" i18n>没有办件会改由别处办理。</p>
        }
      }
    } @else if (!tried.problem()) {
      <rct-skeleton [lines]="4" />
    }
  `,
  styleUrl: "./rule-dry-run.css",
})
export class RuleDryRun {
  private readonly api = inject(Api);
  readonly draftId = input.required<string>();
  /** The draft's version: another one is tried again. */
  readonly version = input.required<number>();
  protected readonly tried = load(
    () => ({ id: this.draftId(), version: this.version() }),
    ({ id }) => this.api.call(tryRuleDraft, { params: { id } }),
  );
  protected readonly scopes = computed(() => {
    const result = this.tried.value();
    if (!result) return [];
    return (["open", "year"] as const).map((scope) => ({
      scope,
      title: scope === "open" ? $localize`在办件的后续步骤` : $localize`过去一年的办件，按新旧规则各走一遍`,
      looked: result[scope],
      moves: result.moves.filter((move) => move.scope === scope),
    }));
  });
  protected readonly open = signal<string | undefined>(undefined);
  protected readonly cases = signal<readonly MovedCase[]>([]);
  protected readonly next = signal<string | null>(null);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);

  protected said({ who, workingDays }: RuleMove["from"]): string {
    return workingDays === null ? who : $localize`${who}:who:，${workingDays}:days: 个工作日`;
  }

  protected async toggle(move: RuleMove): Promise<void> {
    const closes = this.open() === move.id;
    this.open.set(closes ? undefined : move.id);
    this.cases.set([]);
    this.next.set(null);
    if (!closes) await this.more(move);
  }

  protected async more(move: RuleMove): Promise<void> {
    this.problem.set(undefined);
    const after = this.next();
    try {
      const page = await this.api.call(listMovedCases, {
        params: { id: this.draftId(), move: move.id },
        query: after ? { after } : {},
      });
      if (this.open() !== move.id) return;
      this.cases.update((cases) => [...cases, ...page.cases]);
      this.next.set(page.next);
    } catch (thrown) {
      this.problem.set(problemOf(thrown));
    }
  }
}
