import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { RouterOutlet } from "@angular/router";
import { Session } from "./session/session.ts";

/** The root: the pages, or, while the server cannot be reached at all, a sentence and a way to try again. */
@Component({
  selector: "rct-app",
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (session.problem(); as problem) {
      <main class="wrap stack" role="alert">
        <h1 i18n>人才通暂时打不开</h1>
        <p>{{ problem.message }}</p>
        <p><button type="button" class="text-button" (click)="session.load()" i18n>再试一次</button></p>
      </main>
    } @else {
      <router-outlet />
    }
  `,
})
export class App {
  protected readonly session = inject(Session);
}
