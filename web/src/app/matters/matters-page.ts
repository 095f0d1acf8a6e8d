import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import { matters } from "../../../../domain/matters/index.ts";
import { Session } from "../session/session.ts";
import { PageHead } from "../shared/page-head.ts";

/** 办事指南: every matter with what it is for, how to do it, and where to begin (S2-17). */
@Component({
  selector: "rct-matters-page",
  imports: [MatButton, MatIcon, RouterLink, PageHead],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="wrap">
      <rct-page-head i18n-heading heading="办事指南"
        ><p class="muted" i18n>先看清楚怎么办、要准备什么、谁来审，再开始。</p></rct-page-head
      >
      <ul>
        @for (matter of matters; track matter.matter) {
          <li class="card">
            <mat-icon svgIcon="workspace_premium" aria-hidden="true" />
            <div class="grow">
              <h2>
                <a [routerLink]="['/matters', matter.matter]">{{ matter.title }}</a>
              </h2>
              <p>{{ matter.summary }}</p>
              <p class="small muted" i18n>
                依据：<span class="date">{{ matter.source }}</span>
              </p>
            </div>
            <div class="row row-wrap">
              <a matButton="outlined" [routerLink]="['/matters', matter.matter]"
                ><ng-container i18n>看指南和流程图</ng-container
                ><span class="visually-hidden">：{{ matter.title }}</span></a
              >
              @if (session.has("applicant")) {
                <a matButton="filled" [routerLink]="['/start', matter.matter]"
                  ><ng-container i18n>开始办理</ng-container
                  ><span class="visually-hidden">：{{ matter.title }}</span></a
                >
              }
            </div>
          </li>
        }
      </ul>
    </div>
  `,
  styles: `
    ul {
      display: grid;
      gap: 12px;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      gap: 16px;
      align-items: center;
    }
    li > .mat-icon {
      color: var(--mat-sys-primary);
      font-size: 1.75rem;
    }
    h2 {
      font: var(--mat-sys-title-medium);
    }
    .grow {
      flex: 1 1 18em;
    }
  `,
})
export class MattersPage {
  protected readonly session = inject(Session);
  protected readonly matters = matters;
}
