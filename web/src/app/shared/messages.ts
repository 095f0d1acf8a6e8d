import { Injectable, Injector, inject } from "@angular/core";
import type { ApiProblem } from "../api/problem.ts";

/** Messages stay long enough to be read twice (WCAG 2.2.1). */
export const messageMilliseconds = 10_000;

export interface MessageAct {
  label: string;
  do: () => void;
}

/** Results and conflicts at the foot of the page, for at least ten seconds, with one thing to do about them. */
@Injectable({ providedIn: "root" })
export class Messages {
  private readonly injector = inject(Injector);

  async say(text: string, act?: MessageAct, kind: "polite" | "assertive" = "polite"): Promise<void> {
    const { MatSnackBar } = await import("@angular/material/snack-bar");
    const bar = this.injector.get(MatSnackBar).open(text, act?.label ?? $localize`知道了`, {
      duration: messageMilliseconds,
      politeness: kind,
      verticalPosition: "bottom",
    });
    if (act) bar.onAction().subscribe(() => act.do());
  }

  /** A refusal, conflict or fault in one sentence; a fault names the number to read out. */
  problem(problem: ApiProblem, act?: MessageAct): void {
    const number =
      problem.kind === "fault" && problem.requestId ? $localize`（编号 ${problem.requestId}:number:）` : "";
    void this.say(problem.message + number, act, "assertive");
  }
}
