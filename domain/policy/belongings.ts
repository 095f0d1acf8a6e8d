import { condition, type Ability } from "./condition.ts";
import { isOwnCase } from "./task-seats.ts";

/** A draft as the policy sees it. */
export interface DraftSubject {
  accountId: string;
  /** Whose certificate it is about. */
  personId: string | null;
  handedIn: boolean;
}

const writer = condition<DraftSubject>("是填表人本人", (actor, draft) => isOwnCase(actor, draft), "not-found");
const notHandedIn = condition<DraftSubject>("还没有提交", (_, draft) => !draft.handedIn, "already-decided");

/** What is one person's alone. */
export const draftPolicy = {
  "see-draft": { title: "看本人草稿", when: [writer] },
  "change-draft": { title: "改动、丢弃、提交本人草稿", when: [writer, notHandedIn] },
} as const satisfies Record<string, Ability<DraftSubject>>;
export type DraftAbilityName = keyof typeof draftPolicy;

export interface NotificationSubject {
  accountId: string;
}

/** The statements of api/routes/notifications.ts say the same in SQL. */
export const notificationPolicy = {
  "read-notification": {
    title: "看本人消息，标为已读",
    when: [
      condition<NotificationSubject>(
        "是发给本人的",
        (actor, notification) => actor.accountId === notification.accountId,
        "not-found",
      ),
    ],
  },
} as const satisfies Record<string, Ability<NotificationSubject>>;
export type NotificationAbilityName = keyof typeof notificationPolicy;
