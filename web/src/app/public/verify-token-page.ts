import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import { verifyByToken } from "../../../../api/contracts/public.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { Session } from "../session/session.ts";
import { Note } from "../shared/note.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { FileCheck } from "./file-check.ts";
import { Verdict } from "./verdict.ts";

/** Where the QR code of a certificate leads. */
@Component({
  selector: "rct-verify-token-page",
  imports: [RouterLink, FileCheck, Note, ProblemBox, Skeleton, Verdict],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: "public-page" },
  template: `
    <h1 i18n>职称证书核验</h1>
    @if (loaded.problem(); as problem) {
      @if (problem.status === 404 || problem.kind === "bad-input") {
        <rct-note icon="warning" tone="bad" i18n-heading heading="没有查到这本证书" role="alert">
          <p i18n>二维码可能损坏或是伪造的。请核对证书编号，用<a routerLink="/verify">编号和姓名核验</a>。</p>
        </rct-note>
      } @else {
        <rct-problem-box [problem]="problem" (again)="loaded.reload()" />
      }
    }
    @if (loaded.value(); as verification) {
      <rct-verdict [verification]="verification" />
      <rct-file-check />
      <rct-note icon="link" i18n-heading heading="看清网址"
        ><p i18n>
          本页应在 <span class="code">{{ host }}</span> 下打开。截图和其他网址的结果不可信。
        </p></rct-note
      >
      @if (verification.state === "revoked" && session.contact(); as contact) {
        <rct-note icon="info" i18n-heading heading="对结果有疑问"
          ><p i18n>请联系发证单位，电话 {{ contact.phone }}。</p></rct-note
        >
      }
    } @else if (loaded.loading()) {
      <div class="card"><rct-skeleton [lines]="6" /></div>
    }
  `,
})
export class VerifyTokenPage {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  readonly token = input.required<string>();
  protected readonly host = location.host;
  protected readonly loaded = load(
    () => this.token(),
    (token) => this.api.call(verifyByToken, { params: { token } }),
  );
}
