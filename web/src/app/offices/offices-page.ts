import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import type { z } from "zod";
import { exportOffices } from "../../../../api/contracts/exports.ts";
import { listOffices } from "../../../../api/contracts/offices.ts";
import { civilDateAt, formatDate, parseCivilDate } from "../../../../domain/civil-date.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { Router, RouterLink } from "@angular/router";
import { ListExport } from "../search/list-export.ts";
import { Empty } from "../shared/empty.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { askForOffice } from "./office-dialog.ts";

type Office = z.infer<typeof listOffices.reply>["offices"][number];

/** 机构与成员: who sits where, since when, and how much lies there; from here to each office. */
@Component({
  selector: "rct-offices-page",
  imports: [MatButton, MatIcon, RouterLink, Empty, ListExport, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="head">
      <h1 i18n>机构与成员</h1>
      @if (loaded.value(); as read) {
        <span class="muted" i18n>{{ read.offices.length }} 个机构</span>
        @if (read.mayCreate) {
          <button matButton="filled" type="button" class="make" (click)="make()" i18n>新建机构</button>
        }
      }
      <span class="grow"></span>
      <input
        class="plain-input find"
        type="search"
        [value]="text()"
        (input)="text.set($any($event.target).value)"
        i18n-placeholder
        placeholder="按名称、地区、成员找"
        i18n-aria-label
        aria-label="按名称、地区、成员找"
      />
      <rct-list-export [list]="exported" />
    </div>
    @if (loaded.problem(); as problem) {
      <rct-problem-box [problem]="problem" (again)="loaded.reload()" />
    }
    @if (loaded.value()) {
      <div class="cards">
        @for (office of offices(); track office.id) {
          <section class="card flush" [attr.aria-labelledby]="'office-' + office.id">
            <header>
              <h2 class="grow" [id]="'office-' + office.id">
                <a [routerLink]="['/offices', office.id]">{{ office.name }}</a>
              </h2>
              @if (office.endedAt) {
                <span class="muted small" i18n>已停用</span>
              }
              @if (office.successionWaits) {
                <a class="asked small" [routerLink]="['/offices', office.id, 'succession']" i18n>机构调整待复核</a>
              }
              @if (office.requests) {
                <span class="asked small" i18n>账户申请 {{ office.requests }} 件</span>
              }
              @if (office.overdueTasks) {
                <span class="late"
                  ><mat-icon svgIcon="alarm" aria-hidden="true" /><ng-container i18n
                    >逾期 {{ office.overdueTasks }} 件</ng-container
                  ></span
                >
              }
              <span class="muted small" i18n>在办 {{ office.openTasks }} 件</span>
            </header>
            <p class="line muted small">
              {{ factsOf(office) }}
            </p>
            @if (office.members.length) {
              <table class="table">
                <thead>
                  <tr>
                    <th i18n>姓名</th>
                    <th i18n>角色</th>
                    <th i18n>任期</th>
                  </tr>
                </thead>
                <tbody>
                  @for (member of office.members; track $index) {
                    <tr>
                      <td>{{ member.name }}</td>
                      <td>{{ member.roleName }}</td>
                      <td>
                        <span class="date">{{ termOf(member) }}</span>
                      </td>
                    </tr>
                  }
                </tbody>
              </table>
            } @else if (!office.endedAt) {
              <p class="line nobody">
                <mat-icon svgIcon="person_off" aria-hidden="true" /><ng-container i18n
                  >没有在任成员，到这里的办件没有人能办</ng-container
                >
              </p>
            }
          </section>
        } @empty {
          <rct-empty icon="account_balance" i18n-heading heading="没有找到机构"
            ><button type="button" class="text-button" (click)="text.set('')" i18n>显示全部</button></rct-empty
          >
        }
      </div>
    } @else if (!loaded.problem()) {
      <div class="card"><rct-skeleton [lines]="8" /></div>
    }
  `,
  styleUrl: "../admin/admin-page.css",
  styles: `
    .find {
      width: 260px;
    }
    .make {
      order: 1;
    }
    .asked {
      padding: 0 8px;
      border-radius: 8px;
      background: var(--rct-warning-container);
      color: var(--rct-on-warning-container);
    }
    .cards {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(420px, 100%), 1fr));
      gap: 16px;
      align-items: start;
    }
    .line {
      padding: 8px 16px;
    }
    .late {
      color: var(--mat-sys-error);
      font: var(--mat-sys-label-medium);
    }
    .late .mat-icon,
    .nobody .mat-icon {
      margin-right: 4px;
    }
    .nobody {
      color: var(--rct-on-warning-container);
      background: var(--rct-warning-container);
    }
    td:first-child,
    th:first-child {
      padding-left: 16px;
    }
  `,
})
export class OfficesPage {
  protected readonly exported = exportOffices;
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly router = inject(Router);
  protected readonly loaded = load(
    () => ({}),
    () => this.api.call(listOffices),
  );
  protected readonly text = signal("");

  protected async make(): Promise<void> {
    const made = await askForOffice(this.dialogs, null);
    if (made) await this.router.navigate(["/offices", made]);
  }

  protected factsOf(office: Office): string {
    return [
      office.kindName,
      office.areaName,
      office.parentName && $localize`上级 ${office.parentName}:office:`,
      office.phone && $localize`电话 ${office.phone}:phone:`,
      office.endedAt && $localize`${formatDate(civilDateAt(Date.parse(office.endedAt)))}:day: 停用`,
      office.successorName && $localize`由${office.successorName}:office:接替`,
    ]
      .filter(Boolean)
      .join("，");
  }

  protected termOf(member: Office["members"][number]): string {
    const from = formatDate(parseCivilDate(member.from));
    if (!member.to) return $localize`${from}:from: 起`;
    return $localize`${from}:from: 至 ${formatDate(parseCivilDate(member.to))}:to:`;
  }

  protected readonly offices = computed(() =>
    (this.loaded.value()?.offices ?? []).filter((office) => matches(office, this.text().trim())),
  );
}

function matches(office: Office, text: string): boolean {
  return (
    !text ||
    [office.name, office.areaName, office.kindName, ...office.members.map((member) => member.name)].some((part) =>
      part.includes(text),
    )
  );
}
