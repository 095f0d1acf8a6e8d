import { ChangeDetectionStrategy, Component, type ElementRef, computed, inject, input, viewChild } from "@angular/core";
import { DOCUMENT } from "@angular/core";
import { type FormProblem, anchorOf } from "./matter-form.ts";

/** 还不能提交，有 3 处需要更正: takes focus when handing in failed; one link per field, in form order. */
@Component({
  selector: "rct-error-summary",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (problems().length) {
      <div #box class="summary" tabindex="-1" role="alert" aria-labelledby="summary-title">
        <h2 id="summary-title">{{ heading() }}</h2>
        <ul>
          @for (problem of problems(); track problem.name) {
            <li>
              <a [href]="'#' + anchorOf(problem.name)" (click)="go($event, problem.name)"
                >{{ problem.label }}：{{ problem.message }}</a
              >
            </li>
          }
        </ul>
      </div>
    }
  `,
  styles: `
    .summary {
      margin-bottom: 24px;
      padding: 16px 20px;
      border: 3px solid var(--mat-sys-error);
      border-radius: 8px;
      background: var(--mat-sys-surface);
    }
    h2 {
      margin-bottom: 4px;
      color: var(--mat-sys-error);
      font: var(--mat-sys-title-medium);
    }
    li {
      padding: 2px 0;
    }
    a {
      color: var(--mat-sys-error);
      font-weight: 600;
    }
    @media (max-width: 839px) {
      .summary {
        margin-bottom: 16px;
        padding: 12px 14px;
      }
    }
  `,
})
export class ErrorSummary {
  private readonly document = inject(DOCUMENT);
  readonly problems = input.required<readonly FormProblem[]>();
  protected readonly heading = computed(() => $localize`还不能提交，有 ${this.problems().length}:count: 处需要更正`);
  private readonly box = viewChild<ElementRef<HTMLElement>>("box");
  protected readonly anchorOf = anchorOf;

  focus(): void {
    this.box()?.nativeElement.focus();
  }

  /** The place itself, or the first thing in it that takes typing. */
  protected go(event: Event, name: string): void {
    event.preventDefault();
    const place = this.document.getElementById(anchorOf(name));
    if (!place) return;
    const typing = place.matches("input, select, textarea, [role=combobox]")
      ? place
      : place.querySelector<HTMLElement>("input, select, textarea, button");
    (typing ?? place).focus({ preventScroll: true });
    place.scrollIntoView({ block: "center" });
  }
}
