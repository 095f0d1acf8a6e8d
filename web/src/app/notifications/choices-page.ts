import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import type { z } from "zod";
import { chooseNotification, listNotificationChoices } from "../../../../api/contracts/notifications.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { PageHead } from "../shared/page-head.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";

type Choices = z.output<typeof listNotificationChoices.reply>;
type Choice = Choices["choices"][number];
type Channel = "mail" | "sms";

/** 通知设置: which news come by mail and by SMS beside the page (B-14). Every change is kept at once. */
@Component({
  selector: "rct-notification-choices-page",
  imports: [PageHead, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./choices-page.html",
  styleUrl: "./choices-page.css",
})
export class NotificationChoicesPage {
  private readonly api = inject(Api);
  private readonly messages = inject(Messages);
  protected readonly place = [{ to: "/notifications", label: $localize`消息` }];
  protected readonly busy = signal(false);
  protected readonly loaded = load(
    () => ({}),
    () => this.api.call(listNotificationChoices),
  );

  protected labelOf(choice: Choice, channel: Channel): string {
    const by = channel === "mail" ? $localize`邮件` : $localize`短信`;
    return $localize`${choice.title}:news:：用${by}:channel:通知`;
  }

  /** What must reach comes by mail, or by SMS where no address is known. */
  protected fixed(choice: Choice, channel: Channel, read: Choices): boolean {
    if (choice.mustReach === null) return false;
    return channel === "mail" ? read.mailTo !== null : read.mailTo === null && read.smsTo !== null;
  }

  protected async choose(choice: Choice, channel: Channel, event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    const wanted = box.checked;
    this.busy.set(true);
    try {
      await this.api.call(chooseNotification, { body: { news: choice.news, channel, wanted } });
      void this.messages.say($localize`已保存。`);
    } catch (thrown) {
      box.checked = !wanted;
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
