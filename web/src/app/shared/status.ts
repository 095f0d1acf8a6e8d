import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { assertNever } from "../../../../domain/assert-never.ts";
import type { IconName } from "./icons.ts";
import { civilDateAt, formatMonthDay } from "../../../../domain/civil-date.ts";

export type Tone = "grey" | "go" | "you" | "ok" | "bad" | "provisional" | "dark" | "solid";

export interface StatusLook {
  word: string;
  icon: IconName;
  tone: Tone;
}

/** The status words of the look: the only ones, in lists, messages and print. */
export const statusLooks = {
  draft: { word: $localize`草稿`, icon: "edit_note", tone: "grey" },
  withdrawn: { word: $localize`已撤回`, icon: "undo", tone: "grey" },
  "in-review": { word: $localize`审核中`, icon: "hourglass_top", tone: "go" },
  issuing: { word: $localize`签发中`, icon: "hourglass_top", tone: "go" },
  "on-notice": { word: $localize`公示中`, icon: "campaign", tone: "go" },
  "your-turn": { word: $localize`等你处理`, icon: "touch_app", tone: "you" },
  "returned-to-you": { word: $localize`退回给你`, icon: "assignment_return", tone: "you" },
  completed: { word: $localize`已办结`, icon: "check_circle", tone: "ok" },
  rejected: { word: $localize`不予通过`, icon: "cancel", tone: "bad" },
  "objection-upheld": { word: $localize`异议成立`, icon: "gavel", tone: "bad" },
  valid: { word: $localize`有效`, icon: "verified", tone: "ok" },
  replaced: { word: $localize`已补发，本证作废`, icon: "swap_horiz", tone: "dark" },
  revoked: { word: $localize`已撤销`, icon: "block", tone: "bad" },
} as const satisfies Record<string, StatusLook>;

export type Status = keyof typeof statusLooks;

/** A due date as the server counted it (contracts/common.ts `due`). */
export interface Due {
  at: string;
  provisional: boolean;
  workingDaysLeft: number;
  workingDaysOverdue: number;
  paused: boolean;
}

export function dueLook(due: Due): StatusLook {
  if (due.paused) return { word: $localize`计时暂停`, icon: "schedule", tone: "grey" };
  if (due.workingDaysOverdue > 0) {
    return { word: $localize`逾期 ${due.workingDaysOverdue}:days: 个工作日`, icon: "alarm", tone: "solid" };
  }
  if (due.provisional) {
    // The end is midnight: the day that people say is the one before.
    const day = formatMonthDay(civilDateAt(Date.parse(due.at) - 1));
    return { word: $localize`暂定 ${day}:day: 到期`, icon: "event_busy", tone: "provisional" };
  }
  if (due.workingDaysLeft <= 1) return { word: $localize`今天到期`, icon: "schedule", tone: "you" };
  return { word: $localize`还剩 ${due.workingDaysLeft}:days: 个工作日`, icon: "schedule", tone: "grey" };
}

/** A round after the first: 第 2 轮 */
export function roundLook(round: number): StatusLook {
  return { word: $localize`第 ${round}:round: 轮`, icon: "sync", tone: "provisional" };
}

export type ChangeKind = "changed" | "added";
export function changeLook(change: ChangeKind): StatusLook {
  switch (change) {
    case "changed":
      return { word: $localize`本轮修改`, icon: "edit_note", tone: "provisional" };
    case "added":
      return { word: $localize`本轮新增`, icon: "add", tone: "provisional" };
    default:
      return assertNever(change);
  }
}

/** A word and an icon on a tint: `<rct-status of="in-review" />`, `<rct-status [due]="due" />`, `<rct-status [look]="roundLook(2)" />`. */
@Component({
  selector: "rct-status",
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span class="chip tone-{{ shown().tone }}" [class.dashed]="shown().icon === 'event_busy'"
    ><mat-icon [svgIcon]="shown().icon" aria-hidden="true" />{{ shown().word }}</span
  >`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
    .chip {
      display: inline-flex;
      align-items: center;
      gap: 5px;
      min-height: 26px;
      padding: 1px 9px 1px 7px;
      border: 1px solid transparent;
      border-radius: var(--mat-sys-corner-small);
      background: var(--bg);
      color: var(--fg);
      font: var(--mat-sys-label-medium);
      white-space: nowrap;
    }
    .tone-provisional {
      border-color: currentColor;
    }
    /* Only what may still move is dashed. */
    .dashed {
      border-style: dashed;
    }
    :host-context(.rct-dense) .chip {
      min-height: 22px;
      gap: 4px;
      padding: 0 7px 0 5px;
      font-size: 0.78125rem;
    }
    :host-context([data-contrast="more"]) .chip {
      border-color: currentColor;
    }
  `,
})
export class StatusChip {
  readonly of = input<Status>();
  readonly due = input<Due>();
  readonly look = input<StatusLook>();
  protected readonly shown = computed((): StatusLook => {
    const [of, due, look] = [this.of(), this.due(), this.look()];
    if (look) return look;
    if (due) return dueLook(due);
    return statusLooks[of ?? "draft"];
  });
}
