import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";

/** Grey lines where the content will stand, so that nothing jumps when it comes. */
@Component({
  selector: "rct-skeleton",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="visually-hidden" role="status" i18n>正在读取</p>
    @for (width of widths(); track $index) {
      <i aria-hidden="true" [style.width.%]="width"></i>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
      padding: 4px 0;
    }
    i {
      height: 18px;
      border-radius: 4px;
      background: var(--mat-sys-surface-container-highest);
    }
  `,
})
export class Skeleton {
  readonly lines = input(4);
  protected readonly widths = computed(() =>
    Array.from({ length: this.lines() }, (_, line) => [62, 92, 84, 46][line % 4]!),
  );
}
