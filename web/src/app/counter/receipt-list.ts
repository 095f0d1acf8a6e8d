import { ChangeDetectionStrategy, Component, inject, input, output, signal } from "@angular/core";
import { MatDialog } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { MatProgressBar } from "@angular/material/progress-bar";
import { type CounterReceipt, type ListedReceipt, getReceiptFile } from "../../../../api/contracts/counter.ts";
import { signedReceipt } from "../../../../domain/counter-receipts.ts";
import { addressOf } from "../api/address.ts";
import { problemOf } from "../api/problem.ts";
import { Uploads } from "../api/upload.ts";
import { Messages } from "../shared/messages.ts";
import { StatusChip, type StatusLook } from "../shared/status.ts";
import { InstantPipe } from "../shared/when.ts";

const looks: Readonly<Record<CounterReceipt["signed"], StatusLook>> = {
  waiting: { word: $localize`待签回`, icon: "edit_note", tone: "you" },
  checking: { word: $localize`正在安全检查`, icon: "hourglass_top", tone: "grey" },
  signed: { word: $localize`已签回`, icon: "check_circle", tone: "ok" },
  unsafe: { word: $localize`扫描件没有通过安全检查`, icon: "cancel", tone: "bad" },
};

interface Sending {
  id: string;
  share: number;
}

/** 受理通知书 and 材料接收凭证: opened for print, and at the counter the scan of what was signed is taken. */
@Component({
  selector: "rct-receipt-list",
  imports: [MatIcon, MatProgressBar, StatusChip, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul>
      @for (receipt of receipts(); track receipt.id) {
        <li>
          <div class="row row-wrap">
            <strong>{{ receipt.title }}</strong>
            <span class="code">{{ receipt.number }}</span>
            <rct-status [look]="looks[receipt.signed]" />
          </div>
          @if (whoOf(receipt); as listed) {
            <p>
              <bdi>{{ listed.applicantName }}</bdi><i class="sep"></i><span class="code">{{ listed.caseNumber }}</span>
            </p>
          }
          <p class="small muted">
            <time>{{ receipt.givenAt | rctInstant }}</time><i class="sep"></i>{{ receipt.officeName }}<i class="sep"></i
            ><ng-container i18n>经办人 {{ receipt.clerkName }}</ng-container>
          </p>
          @if (receipt.promise) {
            <p class="small" i18n>承诺办理期限：{{ receipt.promise }}。</p>
          }
          <p class="acts">
            <button type="button" class="text-button" (click)="show(receipt)">
              <mat-icon svgIcon="visibility" aria-hidden="true" /><ng-container i18n
                >打开<span class="visually-hidden">{{ receipt.title }} {{ receipt.number }}</span></ng-container
              >
            </button>
            <a [href]="addressOf(receipt, 'paper')" download
              ><mat-icon svgIcon="print" aria-hidden="true" /><ng-container i18n
                >下载打印<span class="visually-hidden">{{ receipt.title }} {{ receipt.number }}</span></ng-container
              ></a
            >
            @if (receipt.signed === "signed") {
              <a [href]="addressOf(receipt, 'scan')" download
                ><mat-icon svgIcon="download" aria-hidden="true" /><ng-container i18n
                  >下载签回的扫描件<span class="visually-hidden">{{ receipt.number }}</span></ng-container
                ></a
              >
            }
            @if (receipt.maySign && sending()?.id !== receipt.id) {
              <label class="upload">
                <input
                  type="file"
                  class="visually-hidden"
                  accept="image/jpeg,image/png,application/pdf"
                  [disabled]="sending() !== undefined"
                  (change)="take(receipt, $event)"
                />
                <mat-icon svgIcon="upload_file" aria-hidden="true" />
                <span>
                  @if (receipt.signed === "waiting") {
                    <ng-container i18n>上传签回的扫描件</ng-container>
                  } @else {
                    <ng-container i18n>换一份签回的扫描件</ng-container>
                  }
                  <span class="visually-hidden">{{ receipt.number }}</span></span
                >
              </label>
            }
          </p>
          @if (sending(); as under) {
            @if (under.id === receipt.id) {
              <mat-progress-bar [value]="under.share * 100" i18n-aria-label aria-label="上传进度" />
              <p class="small muted" role="status" i18n>正在上传扫描件，传完后检查文件。</p>
            }
          }
          @if (receipt.maySign && receipt.signed === "waiting") {
            <p class="small muted" i18n>
              打印两份，请本人核对签名，一份交给本人，一份扫描上传（JPG、PNG 或 PDF，10 MB 以内）。
            </p>
          }
        </li>
      }
    </ul>
  `,
  styles: `
    li {
      display: grid;
      gap: 4px;
      padding: 12px 0;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    li:first-child {
      border-top: 0;
      padding-top: 0;
    }
    li:last-child {
      padding-bottom: 0;
    }
    .code {
      overflow-wrap: anywhere;
    }
    .acts {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 20px;
    }
    .acts > * {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-height: var(--rct-touch);
    }
    .upload {
      color: var(--mat-sys-primary);
      text-decoration: underline;
      text-underline-offset: 3px;
      cursor: pointer;
    }
    .upload:focus-within {
      outline: 3px solid var(--rct-focus);
      outline-offset: 2px;
    }
  `,
})
export class ReceiptList {
  private readonly uploads = inject(Uploads);
  private readonly messages = inject(Messages);
  private readonly dialogs = inject(MatDialog);
  readonly receipts = input.required<readonly (CounterReceipt | ListedReceipt)[]>();
  /** A scan was taken. */
  readonly signed = output();
  protected readonly looks = looks;
  protected readonly sending = signal<Sending | undefined>(undefined);

  protected addressOf({ id }: CounterReceipt, file: "paper" | "scan"): string {
    return addressOf(getReceiptFile, { id, file });
  }

  protected async show(receipt: CounterReceipt): Promise<void> {
    const { ReceiptPaper } = await import("./receipt-paper.ts");
    this.dialogs.open(ReceiptPaper, { data: receipt, width: "960px", maxWidth: "96vw", autoFocus: "h2" });
  }

  /** Where several people's receipts stand together, whose it is. */
  protected whoOf(receipt: CounterReceipt | ListedReceipt): ListedReceipt | undefined {
    return "applicantName" in receipt ? receipt : undefined;
  }

  protected async take({ id, draftId }: CounterReceipt, event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    const file = box.files?.[0];
    box.value = "";
    if (!file) return;
    this.sending.set({ id, share: 0 });
    try {
      const named = { kind: signedReceipt.kind, name: file.name, file };
      await this.uploads.send(draftId, named, ({ share }) => {
        if (!Number.isNaN(share)) this.sending.set({ id, share });
      }).done;
      void this.messages.say($localize`签回的扫描件已存入办件。`);
      this.signed.emit();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.sending.set(undefined);
    }
  }
}
