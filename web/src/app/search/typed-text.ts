import { Injectable, type Signal, effect, inject, untracked } from "@angular/core";
import { type Params, Router } from "@angular/router";
import { holdsPersonalNumber, readSearchedNumber } from "../../../../domain/searched-number.ts";
import { Api } from "../api/api.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";

/** From what people type into a search to what may stand in an address: no personal number in clear. */
@Injectable({ providedIn: "root" })
export class TypedText {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly messages = inject(Messages);

  /** What to look for; null for nothing, undefined when it was refused and the reader was told why. */
  async written(text: string): Promise<string | null | undefined> {
    const typed = text.trim();
    if (!holdsPersonalNumber(typed)) return typed || null;
    try {
      // Loaded by the few who look for a number.
      const { hideNumber } = await import("../../../../api/contracts/search.ts");
      return (await this.api.call(hideNumber, { body: { text: typed } })).text;
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
      return undefined;
    }
  }

  /** What is looked for, as the page shows it. */
  shown(text: string | undefined): string {
    return readSearchedNumber(text)?.shown ?? text ?? "";
  }

  /** An address that came with a number in it is replaced, in the history too. Within a constructor. */
  keepAddressClear(query: Signal<Params>): void {
    effect(() => {
      const given: unknown = query()["text"];
      if (typeof given === "string" && holdsPersonalNumber(given)) untracked(() => void this.replace(given));
    });
  }

  private async replace(given: string): Promise<void> {
    const text = (await this.written(given)) ?? null;
    await this.router.navigate([], { queryParams: { text }, queryParamsHandling: "merge", replaceUrl: true });
  }
}
