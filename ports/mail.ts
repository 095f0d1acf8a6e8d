import { createTransport } from "nodemailer";

export interface MailMessage {
  to: string;
  subject: string;
  /** Plain text; a notice needs no HTML, and no HTML can carry a forged link. */
  text: string;
}

/** Sends mail. Sending again after a fault can deliver the same letter twice, and never loses one. */
export interface Mail {
  kind: "smtp" | "stand-in";
  /** What people are told where addresses are asked for; empty for real mail. */
  caution: string;
  /** @throws Error when the letter was not taken over by the next server. */
  send(message: MailMessage): Promise<void>;
  close(): void;
}

/** `url`: smtp://user:password@host:port or smtps://…; `from`: the sender as people see it. */
export function createSmtpMail(options: { url: string; from: string }): Mail {
  const url = new URL(options.url);
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port || (url.protocol === "smtps:" ? 465 : 587)),
    secure: url.protocol === "smtps:",
    // A password never travels in the clear: with one, the server must offer encryption.
    requireTLS: url.protocol !== "smtps:" && url.username !== "",
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // A message is text of ours; it never makes this program read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    kind: "smtp",
    caution: "",
    async send({ to, subject, text }) {
      // As an object the address is one address, whatever commas are in it.
      const result = await transport.sendMail({
        from: options.from,
        to: { name: "", address: to },
        subject,
        text,
        headers: { "Auto-Submitted": "auto-generated" },
      });
      if (result.accepted.length === 0) throw new Error(`the mail server did not take the letter: ${result.response}`);
    },
    close: () => transport.close(),
  };
}

/**
 * Stand-in: nothing leaves the machine; `store` keeps what would have been sent, for the demo's mailbox page.
 * @throws Error when asked for in production.
 */
export function createMailStandIn(mode: string, store: (message: MailMessage) => Promise<void>): Mail {
  if (mode === "production") throw new Error("演示邮箱不能用于正式环境：请设置 MAIL_URL（smtp://…）。");
  return {
    kind: "stand-in",
    caution: "演示环境不发真实邮件，发出的邮件可在演示邮箱里看到。",
    send: store,
    close: () => undefined,
  };
}
