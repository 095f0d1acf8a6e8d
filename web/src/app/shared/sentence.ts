import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";

/** 2026年12月1日（周二）00:00, 12月1日 00:00, 2026年3月: as the server writes them into its sentences. */
const dates =
  /((?:\d{4}年)?\d{1,2}月\d{1,2}日(?:（周.）)?(?:\s?\d{1,2}:\d{2}(?::\d{2})?)?|\d{4}年\d{1,2}月(?!\d)|\d{4}年)/;

/** A sentence from the server: the dates in it neither wrap nor get the spaces that Chinese text has around digits. */
@Component({
  selector: "rct-sentence",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@for (part of parts(); track $index) {
    <span [class.date]="$odd">{{ part }}</span>
  }`,
})
export class Sentence {
  readonly text = input.required<string>();
  /** Odd parts are the dates: that is how splitting by a captured group works. */
  protected readonly parts = computed(() => this.text().split(dates));
}
