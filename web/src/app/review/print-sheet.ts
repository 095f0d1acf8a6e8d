import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, input } from "@angular/core";
import { type TaskView, keepTaskPrint } from "../../../../api/contracts/tasks.ts";
import { Api } from "../api/api.ts";
import { EndPipe, InstantPipe } from "../shared/when.ts";
import { materialKindsOf, sectionsOf } from "./handed-in.ts";

/** 办件单: on paper only. Black on white, serif, the case number and page n of m at the foot. */
@Component({
  selector: "rct-print-sheet",
  imports: [EndPipe, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { "(window:beforeprint)": "keep()" },
  template: `
    <h1>{{ view().task.matterTitle }}<ng-container i18n>办件单</ng-container></h1>
    <p class="number" i18n>
      受理编号 {{ view().number }}，第 {{ view().task.round }} 轮，现在这一步：{{ view().task.stepTitle }}
    </p>
    @for (form of forms(); track form.step) {
      <h2>{{ form.title }}</h2>
      <table>
        @for (section of form.sections; track $index) {
          <tbody>
            @for (line of section.lines; track $index) {
              <tr>
                <th scope="row">{{ line.label }}</th>
                <td>
                  {{ line.value }}
                  @if (line.changed && line.before) {
                    <ng-container i18n>（上一轮：{{ line.before }}）</ng-container>
                  }
                </td>
              </tr>
            }
          </tbody>
        }
      </table>
      @if (form.materials.length) {
        <h3 i18n>材料</h3>
        <ol class="files">
          @for (material of form.materials; track material.id) {
            <li>{{ material.title }}（{{ material.name }}，{{ material.format }}）</li>
          }
        </ol>
      }
    }
    @if (view().objection; as objection) {
      <h2 i18n>异议</h2>
      <p>
        <bdi>{{ objection.name }}</bdi>，{{ objection.filedAt | rctInstant }}：{{ objection.reason }}
      </p>
    }
    <h2 i18n>办理意见</h2>
    <table>
      <thead>
        <tr>
          <th i18n>环节</th>
          <th i18n>意见</th>
          <th i18n>办理</th>
        </tr>
      </thead>
      <tbody>
        @for (step of decided(); track $index) {
          <tr>
            <td>
              {{ step.title }}
              @if (step.sealed) {
                <ng-container i18n>（已盖章）</ng-container>
              }
            </td>
            <td>{{ step.opinion }}</td>
            <td>{{ step.who }}<br />{{ step.at | rctInstant }}</td>
          </tr>
        }
      </tbody>
    </table>
    @if (view().task.due && view().task.state === "open") {
      <p class="number" i18n>应于 {{ view().task.due!.at | rctEnd }} 前办结</p>
    }
  `,
  styles: `
    :host {
      display: none;
    }
    @page {
      size: A4;
      margin: 20mm 18mm 22mm;
      @bottom-right {
        content: counter(page) " / " counter(pages);
        font: 9pt serif;
      }
    }
    @media print {
      :host {
        display: block;
        color: #000;
        font: 10.5pt/1.6 var(--rct-font-serif);
      }
      h1 {
        margin-bottom: 2mm;
        font: 700 16pt/1.4 var(--rct-font-serif);
        text-align: center;
      }
      h2 {
        margin: 6mm 0 2mm;
        font: 700 12pt/1.4 var(--rct-font-serif);
        break-after: avoid;
      }
      h3 {
        margin: 2mm 0 1mm;
        font: 700 10.5pt/1.4 var(--rct-font-serif);
      }
      .number {
        text-align: center;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 1.2mm 2.5mm;
        border: 0.3mm solid #000;
        text-align: left;
        vertical-align: top;
      }
      th[scope="row"] {
        width: 38mm;
        font-weight: 400;
      }
      tr {
        break-inside: avoid;
      }
      .files {
        padding-left: 6mm;
        list-style: decimal;
      }
    }
  `,
})
export class PrintSheet {
  readonly view = input.required<TaskView>();
  private readonly api = inject(Api);

  constructor() {
    // The margin boxes take text from style sheets alone; one made by program needs no inline style.
    const foot = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, foot];
    effect(() => {
      foot.replaceSync(`@page { @bottom-left { content: ${JSON.stringify(this.view().number)}; font: 9pt serif; } }`);
    });
    inject(DestroyRef).onDestroy(() => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== foot);
    });
  }

  /** Also where the browser's own menu prints. Paper is not held up by a lost connection. */
  protected keep(): void {
    this.api.call(keepTaskPrint, { params: { id: this.view().task.taskId } }).catch(() => undefined);
  }

  protected readonly decided = computed(() =>
    this.view().route.filter((step) => step.state === "done" || step.state === "returned" || step.state === "failed"),
  );
  protected readonly forms = computed(() =>
    this.view().forms.map((form) => {
      const kinds = materialKindsOf(this.view().task.matter, form.step);
      return {
        ...form,
        sections: sectionsOf(this.view().task.matter, form, this.view()),
        materials: form.materials.map((material) => ({
          ...material,
          title: kinds.find((kind) => kind.kind === material.kind)?.title ?? material.kind,
        })),
      };
    }),
  );
}
