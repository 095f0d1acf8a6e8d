import { ChangeDetectionStrategy, Component, computed, input, signal } from "@angular/core";
import type { TaskView } from "../../../../api/contracts/tasks.ts";
import { RouteList } from "../shared/route.ts";
import { EndPipe, InstantPipe } from "../shared/when.ts";
import { roundsOf } from "./rounds.ts";
import { SigningCard } from "./signing-card.ts";

/** 进度与意见: the route with what each party said, then the rounds before. */
@Component({
  selector: "rct-route-pane",
  imports: [RouteList, EndPipe, InstantPipe, SigningCard],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header>
      <h2 i18n>进度与意见</h2>
      <span class="grow"></span>
      @if (position(); as at) {
        <span class="small muted" i18n>第 {{ at.position }} 步，共 {{ at.count }} 步</span>
      }
    </header>
    <div class="in">
      @if (view().signing; as signing) {
        <rct-signing-card [signing]="signing" />
      }
      <rct-route [steps]="view().route" [opinions]="true" />
      @if (view().task.state === "open" && view().task.due; as due) {
        <p class="due small" [class.late]="due.workingDaysOverdue > 0">
          @if (due.provisional) {
            <ng-container i18n>暂定</ng-container>&ngsp;
          }
          <ng-container i18n>应于</ng-container>&ngsp;<time>{{ due.at | rctEnd }}</time
          >&ngsp;<ng-container i18n>前办结</ng-container>
        </p>
      }
      @if (view().term; as term) {
        <p class="due small">{{ term }}</p>
      }
      @if (view().notice; as notice) {
        @for (change of notice.changes; track change.at) {
          <p class="small moved">
            <ng-container i18n>公示结束时间改变：</ng-container
            ><del
              ><time>{{ change.from | rctEnd }}</time></del
            >&ngsp;<ins
              ><time>{{ change.to | rctEnd }}</time></ins
            >。{{ change.reason }}
          </p>
        }
      }
      @for (round of rounds(); track round.round) {
        <h3 i18n>第 {{ round.round }} 轮</h3>
        <ol>
          @for (entry of round.entries; track entry.seq) {
            <li [class.back]="entry.type === 'task.returned'">
              <p>{{ entry.sentence }}</p>
              @if (entry.opinion) {
                <p class="said">{{ entry.opinion }}</p>
              }
              @for (remark of entry.remarks; track $index) {
                <p class="said">{{ remark.text }}</p>
              }
              <span class="small muted">
                {{ entry.who ? entry.who + "，" : "" }}<time>{{ entry.at | rctInstant: "short" }}</time></span
              >
            </li>
          }
        </ol>
      }
      <p class="all">
        <button type="button" class="text-button small" [attr.aria-expanded]="all()" (click)="all.set(!all())">
          @if (all()) {
            <ng-container i18n>收起本轮记录</ng-container>
          } @else {
            <ng-container i18n>看全部记录</ng-container>
          }
        </button>
      </p>
      @if (view().ruleVersion; as version) {
        <p class="small muted" i18n>按路由规则第 {{ version }} 版送到这里</p>
      }
    </div>
  `,
  styleUrl: "./pane.css",
  styles: `
    .in {
      flex: 1;
      min-height: 0;
      padding: 14px 16px;
      overflow: auto;
    }
    .due {
      margin: 8px 0 0 32px;
    }
    .late {
      color: var(--mat-sys-error);
      font-weight: 600;
    }
    .moved {
      margin-top: 8px;
      padding: 6px 10px;
      border-left: 3px solid var(--mat-sys-tertiary);
    }
    h3 {
      margin: 18px 0 4px;
      padding-top: 12px;
      border-top: 1px solid var(--mat-sys-outline-variant);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-label-medium);
    }
    li {
      padding: 6px 0 6px 10px;
      border-left: 3px solid var(--mat-sys-outline-variant);
    }
    li + li {
      margin-top: 6px;
    }
    .back {
      border-color: var(--rct-warning);
    }
    .said {
      margin: 2px 0;
      padding: 6px 10px;
      border-radius: 6px;
      background: var(--mat-sys-surface-container);
      overflow-wrap: anywhere;
    }
    .back .said {
      background: var(--rct-warning-container);
      color: var(--rct-on-warning-container);
    }
    .all {
      margin: 14px 0 8px;
    }
  `,
})
export class RoutePane {
  readonly view = input.required<TaskView>();
  protected readonly all = signal(false);
  protected readonly rounds = computed(() => roundsOf(this.view().history, this.view().task.round, this.all()));
  protected readonly position = computed(() => {
    const { route, task } = this.view();
    const position = (route.find((step) => step.state === "current") ?? route.find((step) => step.step === task.step))
      ?.position;
    return position ? { position, count: Math.max(...route.map((step) => step.position ?? 0)) } : undefined;
  });
}
