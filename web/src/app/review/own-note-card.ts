import { ChangeDetectionStrategy, Component, computed, inject } from "@angular/core";
import { OwnNote } from "./own-note.ts";

/** 备注: what a reviewer notes for themselves; never in the history, never on paper. */
@Component({
  selector: "rct-own-note-card",
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: "no-print" },
  template: `
    @if (own.kept()) {
      <label for="own-note" i18n>我的备注</label>
      <textarea
        id="own-note"
        class="plain-input"
        rows="3"
        maxlength="2000"
        aria-describedby="own-note-hint"
        [value]="own.note()"
        (input)="own.note.set($any($event.target).value)"
      ></textarea>
      <p class="small muted" id="own-note-hint">
        <ng-container i18n>只有你自己看得到，不进办理记录。</ng-container><span role="status">{{ said() }}</span>
      </p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 4px;
      padding: 12px 16px 16px;
    }
    label {
      font: var(--mat-sys-title-small);
    }
  `,
})
export class OwnNoteCard {
  protected readonly own = inject(OwnNote);
  protected readonly said = computed(
    () =>
      ({
        saved: this.own.kept()?.savedAt || this.own.note() ? $localize`已保存。` : "",
        saving: $localize`正在保存…`,
        away: $localize`还没有存上，连上后自动再存。`,
      })[this.own.saved()],
  );
}
