import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink } from "@angular/router";
import { downloadCertificate, listMyCertificates } from "../../../../api/contracts/cases.ts";
import { startDraft } from "../../../../api/contracts/drafts.ts";
import { findMatter, matters } from "../../../../domain/matters/index.ts";
import { addressOf } from "../api/address.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Session } from "../session/session.ts";
import { Empty } from "../shared/empty.ts";
import { Messages } from "../shared/messages.ts";
import { PageHead } from "../shared/page-head.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { StatusChip } from "../shared/status.ts";
import { DatePipe } from "../shared/when.ts";

/**
 * 我的证书; with a matter in the address (`/start/certificate-replacement`) the same list is where the matter begins: one
 * chooses the certificate. A certificate that cannot be replaced here says why instead of hiding the button.
 */
@Component({
  selector: "rct-certificates-page",
  imports: [MatButton, MatIcon, RouterLink, Empty, PageHead, ProblemBox, Skeleton, StatusChip, DatePipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./certificates-page.html",
  styleUrl: "./certificates-page.css",
})
export class CertificatesPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly messages = inject(Messages);
  protected readonly session = inject(Session);
  private readonly tick = inject(Events).topic("case");

  readonly matter = input<string>();
  protected readonly starting = computed(() => findMatter(this.matter() ?? ""));
  protected readonly heading = computed(() => this.starting()?.title ?? $localize`我的证书`);
  protected readonly place = [{ to: "/", label: $localize`首页` }];
  protected readonly busy = signal(false);
  protected readonly loaded = load(
    () => ({ tick: this.tick() }),
    async () => (await this.api.call(listMyCertificates)).certificates,
  );

  /** One filled button per page: the first certificate that can be replaced. */
  protected readonly first = computed(
    () => this.loaded.value()?.find((one) => one.replacement.possible && !one.openCaseId)?.id,
  );

  protected fileOf(id: string): string {
    return addressOf(downloadCertificate, { id });
  }

  protected async start(certificateId: string): Promise<void> {
    const matter = this.starting() ?? matters[0];
    if (this.busy() || !matter) return;
    this.busy.set(true);
    try {
      const draft = await this.api.call(startDraft, { body: { matter: matter.matter, certificateId } });
      await this.router.navigate(["/drafts", draft.id]);
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
      this.loaded.reload();
    } finally {
      this.busy.set(false);
    }
  }
}
