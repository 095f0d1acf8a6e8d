import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import type { RouteStep } from "../../../../api/contracts/cases.ts";
import { EndPipe, InstantPipe } from "./when.ts";

/** 办理进度: the steps of a case from top to bottom, as the server read them from the matter's own prose. */
@Component({
  selector: "rct-route",
  imports: [MatIcon, EndPipe, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ol>
      @for (step of steps(); track $index) {
        <li class="{{ step.state }}" [attr.aria-current]="step.state === 'current' ? 'step' : null">
          <span class="dot">
            @switch (step.state) {
              @case ("done") {
                <mat-icon svgIcon="check" aria-hidden="true" />
              }
              @case ("returned") {
                <mat-icon svgIcon="assignment_return" aria-hidden="true" />
              }
              @case ("failed") {
                <mat-icon svgIcon="close" aria-hidden="true" />
              }
              @default {
                <span aria-hidden="true">{{ step.position }}</span>
              }
            }
          </span>
          <div>
            <h3>
              {{ step.title }}<span class="visually-hidden">，{{ words[step.state] }}</span>
            </h3>
            <span class="line small muted">
              @if (step.who) {
                <span>{{ step.who }}</span>
              }
              @if (step.at) {
                @if (step.who) {
                  <i class="sep"></i>
                }
                @if (step.state === "current") {
                  <time>{{ step.at | rctEnd: "short" }}</time>&ngsp;<span i18n>前</span>
                } @else {
                  <time>{{ step.at | rctInstant: "short" }}</time>
                  @if (step.state === "coming") {
                    &ngsp;<span i18n>起</span>
                  }
                }
              } @else if (step.dueInWorkingDays && step.state !== "done" && step.state !== "skipped") {
                @if (step.who) {
                  <i class="sep"></i>
                }
                <span i18n>{{ step.dueInWorkingDays }} 个工作日内</span>
              }
              @if (step.state === "skipped") {
                <i class="sep"></i><span i18n>按规则不需要</span>
              }
              @if (step.ruleVersion) {
                <i class="sep"></i><span i18n>按规则第 {{ step.ruleVersion }} 版</span>
              }
              @if (step.sealed && step.state === "done") {
                <i class="sep"></i
                ><span class="sealed"
                  ><mat-icon svgIcon="approval" aria-hidden="true" /><ng-container i18n>已盖章</ng-container></span
                >
              }
            </span>
            @if (opinions() && step.opinion) {
              <p class="opinion small">{{ step.opinion }}</p>
            }
            @if (step.step === linkAt()) {
              <ng-content />
            }
          </div>
        </li>
      }
    </ol>
  `,
  styleUrl: "./route.css",
})
export class RouteList {
  readonly steps = input.required<readonly RouteStep[]>();
  /** Show what was said at each step (desk pages). */
  readonly opinions = input(false);
  /** The step under which the content between the tags stands. */
  readonly linkAt = input<string>();
  protected readonly words = {
    done: $localize`已完成`,
    current: $localize`正在办`,
    coming: $localize`还没到`,
    skipped: $localize`跳过`,
    returned: $localize`已退回`,
    failed: $localize`未通过`,
  };
  readonly count = computed(() => this.steps().filter((step) => step.position !== null).length);
}
