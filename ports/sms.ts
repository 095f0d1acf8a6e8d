export interface SmsMessage {
  /** Mainland mobile number, eleven digits. */
  phone: string;
  text: string;
}

/**
 * Sends short messages. Every gateway has an interface and a contract of its own, so there is no real adapter before an
 * office has chosen one; "off" says so instead of pretending.
 */
export interface Sms {
  kind: "off" | "stand-in";
  /** What people are told where a phone number is asked for. */
  caution: string;
  /** Whether messages are to be written for this channel at all. */
  available: boolean;
  /** @throws Error when the channel is off. */
  send(message: SmsMessage): Promise<void>;
}

export function createSmsOff(): Sms {
  return {
    kind: "off",
    caution: "尚未接入短信网关，通知只发站内消息和邮件。",
    available: false,
    async send() {
      throw new Error("没有接入短信网关，短信没有发出。");
    },
  };
}

/**
 * Stand-in: no message leaves the machine; `store` keeps what would have been sent.
 * @throws Error when asked for in production.
 */
export function createSmsStandIn(mode: string, store: (message: SmsMessage) => Promise<void>): Sms {
  if (mode === "production") throw new Error("演示短信不能用于正式环境：它不会真正发出。");
  return { kind: "stand-in", caution: "演示环境不发真实短信。", available: true, send: store };
}
