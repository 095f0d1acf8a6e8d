import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, output } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import type { CaseOperation } from "../../../../api/contracts/operations.ts";
import { InstantPipe } from "../shared/when.ts";

/** One case that needs an operator, ready to show. */
export interface TroubledCase {
  caseId: string;
  name: string;
  /** Below the number. */
  about: string;
  sentences: readonly string[];
  note: string;
  since: string;
  operable: boolean;
}

export interface Operation {
  operation: CaseOperation;
  label: string;
}

/** Cases that stand still or have drifted: why, since when, and what to do about one or many of them. */
@Component({
  selector: "rct-troubled-cases",
  imports: [MatButton, MatIcon, RouterLink, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./troubled-cases.html",
  styleUrl: "./troubled-cases.css",
})
export class TroubledCases {
  readonly cases = input.required<readonly TroubledCase[]>();
  readonly operations = input.required<readonly Operation[]>();
  /** Asked and not seen to have ended yet. */
  readonly pending = input.required<ReadonlySet<string>>();
  readonly operate = output<{ operation: CaseOperation; caseIds: readonly string[] }>();

  protected readonly operable = computed(() =>
    this.cases().filter((one) => one.operable && !this.pending().has(one.caseId)),
  );
  /** Ticks outlive a reload; what has gone, or is under way, is ticked no more. */
  protected readonly ticked = linkedSignal<readonly TroubledCase[], ReadonlySet<string>>({
    source: this.operable,
    computation: (operable, before) =>
      new Set(operable.map(({ caseId }) => caseId).filter((caseId) => before?.value.has(caseId))),
  });
  protected readonly all = computed(() => this.operable().length > 0 && this.ticked().size === this.operable().length);

  protected tick(caseId: string): void {
    this.ticked.update((before) => {
      const after = new Set(before);
      if (!after.delete(caseId)) after.add(caseId);
      return after;
    });
  }

  protected tickAll(): void {
    this.ticked.set(this.all() ? new Set() : new Set(this.operable().map(({ caseId }) => caseId)));
  }

  protected tickLabel({ name }: TroubledCase): string {
    return $localize`选中 ${name}:number:`;
  }

  protected operateTicked(operation: CaseOperation): void {
    this.operate.emit({ operation, caseIds: [...this.ticked()] });
  }
}
