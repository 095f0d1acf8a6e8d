import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  type NotificationText,
  changeNotificationText,
  listNotificationTexts,
} from "../../../../api/contracts/notification-texts.ts";
import { formatInstant } from "../../../../domain/civil-date.ts";
import {
  type NotificationKind,
  fillWording,
  sampleParams,
  wordingFaults,
} from "../../../../domain/texts/notifications.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";

/** 消息文字: what people are told and when, with a preview; each change is a version, the shipped wording comes back at will. */
@Component({
  selector: "rct-texts-page",
  imports: [MatButton, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./texts-page.html",
  styleUrls: ["../admin/admin-page.css", "./texts-page.css"],
})
export class TextsPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  protected readonly loaded = load(
    () => ({}),
    async () => (await this.api.call(listNotificationTexts)).texts,
  );
  protected readonly kind = signal("declared");
  protected readonly text = computed(() => this.loaded.value()?.find(({ kind }) => kind === this.kind()));
  protected readonly title = linkedSignal(() => this.text()?.current.title ?? "");
  protected readonly body = linkedSignal(() => this.text()?.current.body ?? "");
  protected readonly note = linkedSignal({ source: this.text, computation: () => "" });
  protected readonly tried = linkedSignal({ source: this.text, computation: () => false });
  protected readonly busy = signal(false);
  protected readonly refused = linkedSignal<string, ApiProblem | undefined>({
    source: this.kind,
    computation: () => undefined,
  });
  private readonly wording = computed(() => ({ title: this.title().trim(), body: this.body().trim() }));
  protected readonly preview = computed(() => fillWording(this.wording(), sampleParams));
  protected readonly unchanged = computed(() => {
    const current = this.text()?.current;
    return current?.title === this.wording().title && current.body === this.wording().body;
  });
  protected readonly faults = computed<{ title?: string; body?: string }>(() => {
    const { title, body } = this.wording();
    return {
      ...wordingFaults(this.kind() as NotificationKind, { title, body }),
      ...(title ? {} : { title: $localize`请填写标题` }),
      ...([...body].length >= 5 ? {} : { body: $localize`请填写正文，至少 5 个字` }),
    };
  });

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;
  }

  protected groups(texts: readonly NotificationText[]) {
    const labels = {
      applicant: $localize`发给申请人`,
      office: $localize`发给办理人员`,
      administrator: $localize`发给管理员`,
    };
    return (["applicant", "office", "administrator"] as const).map((to) => ({
      label: labels[to],
      texts: texts.filter((text) => text.to === to),
    }));
  }

  protected instantOf(at: string): string {
    return formatInstant(Date.parse(at));
  }

  /** At the cursor of the body, which keeps the keyboard. */
  protected insert(name: string, field: HTMLTextAreaElement): void {
    field.setRangeText(`{${name}}`, field.selectionStart, field.selectionEnd, "end");
    this.body.set(field.value);
    field.focus();
  }

  protected async save(event: Event, text: NotificationText): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const { title, body } = this.faults();
    const first = title ? "text-title" : body ? "text-body" : this.note().trim() ? undefined : "text-note";
    if (first || this.busy()) return document.getElementById(first ?? "")?.focus();
    await this.send(text, this.wording(), this.note().trim());
  }

  protected async restore(text: NotificationText): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`恢复产品自带的文字？`,
      sentence: $localize`以后发出的消息用自带的文字，已写的各版保留。`,
      act: $localize`恢复`,
      reason: { label: $localize`说明`, required: true, most: 200 },
    });
    if (answer) await this.send(text, null, answer.reason);
  }

  private async send(text: NotificationText, wording: { title: string; body: string } | null, note: string) {
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.api.call(changeNotificationText, {
        ...{ params: { kind: text.kind }, body: { version: text.version, wording, note } },
      });
      void this.messages.say($localize`已保存，以后发出的消息用新的文字。`);
      this.loaded.reload();
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
