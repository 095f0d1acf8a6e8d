import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  input,
  untracked,
} from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink } from "@angular/router";
import { getProcessPicture } from "../../../../api/contracts/administration.ts";
import { findMatter } from "../../../../domain/matters/index.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { Session } from "../session/session.ts";
import { Empty } from "../shared/empty.ts";
import { PageHead } from "../shared/page-head.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { DayPipe } from "../shared/when.ts";
import { PageTitle } from "../shell/page-title.ts";
import { ProcessPicture } from "./process-picture.ts";

/** However much moves in the city, it is counted again once in so many milliseconds. */
export const countedAgainAfter = 3_000;

/** 办事指南 of one matter: the steps in words, what to prepare, and the flow as a picture; printable and to keep (S2-17, B-19). */
@Component({
  selector: "rct-matter-page",
  imports: [MatButton, MatIcon, RouterLink, Empty, PageHead, ProblemBox, ProcessPicture, Skeleton, DayPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./matter-page.html",
  styleUrl: "./matter-page.css",
})
export class MatterPage {
  readonly matter = input.required<string>();
  /** In the address, so that one county's picture can be passed on. */
  readonly area = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly place = [{ to: "/matters", label: $localize`办事指南` }];
  protected readonly definition = computed(() => findMatter(this.matter()));
  protected readonly materials = computed(() =>
    Object.values(this.definition()?.steps ?? {}).flatMap((step) => step.form?.materials ?? []),
  );
  protected readonly floors = computed(() =>
    Object.values(this.definition()?.steps ?? {}).flatMap((step) =>
      step.legalFloor ? [{ title: step.title, ...step.legalFloor }] : [],
    ),
  );
  protected readonly picture = load(
    () => (this.definition() ? { matter: this.matter(), area: this.area() } : undefined),
    ({ matter, area }) =>
      this.api.call(getProcessPicture, { params: { matter }, query: area === undefined ? {} : { areaId: area } }),
  );
  protected readonly counted = computed(() => (this.picture.value()?.steps ?? []).some((step) => step.open !== null));

  constructor() {
    const title = inject(PageTitle);
    const moved = inject(Events).topic("case");
    let timer: ReturnType<typeof setTimeout> | undefined;
    effect(() => {
      if (moved() === 0 || !untracked(this.counted)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        this.picture.reload();
      }, countedAgainAfter);
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
    effect(() => {
      const definition = this.definition();
      if (definition) title.say($localize`${definition.title}:title:办事指南`);
    });
  }

  protected show(event: Event): void {
    const area = (event.target as HTMLSelectElement).value;
    void this.router.navigate([], { queryParams: { area }, queryParamsHandling: "merge", replaceUrl: true });
  }

  protected print(): void {
    window.print();
  }
}
