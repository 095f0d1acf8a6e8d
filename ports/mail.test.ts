import { createServer, type Server, type Socket } from "node:net";
import { createMailStandIn, createSmtpMail, type MailMessage } from "./mail.ts";

/** Just enough of RFC 5321 to take letters, or to refuse a receiver. */
class PostOffice {
  readonly letters: { to: string[]; content: string }[] = [];
  readonly server: Server;
  private readonly sockets = new Set<Socket>();
  constructor(refuses: (address: string) => boolean = () => false) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      let received = "";
      let to: string[] = [];
      let inContent = false;
      socket.on("error", () => undefined);
      socket.write("220 post office\r\n");
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        received += chunk;
        for (;;) {
          const end = inContent ? "\r\n.\r\n" : "\r\n";
          const at = received.indexOf(end);
          if (at < 0) return;
          const line = received.slice(0, at);
          received = received.slice(at + end.length);
          if (inContent) {
            this.letters.push({ to, content: line });
            [inContent, to] = [false, []];
            socket.write("250 taken\r\n");
          } else if (line.startsWith("DATA")) {
            inContent = true;
            socket.write("354 go on\r\n");
          } else if (line.startsWith("RCPT")) {
            const address = /<(.*)>/.exec(line)?.[1] ?? "";
            if (!refuses(address)) to.push(address);
            socket.write(refuses(address) ? "550 nobody here\r\n" : "250 ok\r\n");
          } else if (line.startsWith("QUIT")) socket.end("221 bye\r\n");
          else socket.write(line === "STARTTLS" ? "502 no encryption here\r\n" : "250 ok\r\n");
        }
      });
    });
  }
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const from = "人才通 <no-reply@rct.example.test>";
const message: MailMessage = { to: "qin@example.test", subject: "公示开始", text: "公示至2026年11月30日。\n" };

describe("mail over SMTP", () => {
  it("B-14 hands the letter over: receiver, sender, subject and text", async () => {
    const office = new PostOffice();
    const mail = createSmtpMail({ url: `smtp://${await office.listen()}`, from });
    await mail.send(message);
    const [letter] = office.letters;
    expect(letter?.to).toEqual(["qin@example.test"]);
    const [head, body] = letter!.content.split("\r\n\r\n") as [string, string];
    expect(head).toContain("no-reply@rct.example.test");
    expect(head).toContain(`=?UTF-8?B?${Buffer.from(message.subject).toString("base64")}?=`);
    expect(head).toContain("Auto-Submitted: auto-generated");
    const text = /base64/i.test(head) ? Buffer.from(body, "base64").toString() : body;
    expect(text).toContain("公示至2026年11月30日");
    mail.close();
    await office.close();
  });

  it("B-14 a line break in an address or a subject adds no receiver and no header", async () => {
    const office = new PostOffice();
    const mail = createSmtpMail({ url: `smtp://${await office.listen()}`, from });
    const forged = { ...message, to: "qin@example.test, other@example.test", subject: "a\r\nBcc: other@example.test" };
    await mail.send(forged).catch(() => undefined);
    await mail.send({ ...message, subject: forged.subject });
    expect(office.letters.flatMap(({ to }) => to)).not.toContain("other@example.test");
    expect(office.letters.every(({ content }) => !/^Bcc:/im.test(content))).toBe(true);
    mail.close();
    await office.close();
  });

  it("B-14 a receiver that is refused, and a server that is not there, are faults and not silence", async () => {
    const office = new PostOffice(() => true);
    const url = `smtp://${await office.listen()}`;
    const mail = createSmtpMail({ url, from });
    await expect(mail.send(message)).rejects.toThrow("550");
    mail.close();
    await office.close();
    const nowhere = createSmtpMail({ url, from });
    await expect(nowhere.send(message)).rejects.toMatchObject({ code: "ESOCKET" });
    nowhere.close();
  });

  it("B-14 never sends a password in the clear", async () => {
    const office = new PostOffice();
    const mail = createSmtpMail({ url: `smtp://user:secret@${await office.listen()}`, from });
    await expect(mail.send(message)).rejects.toThrow("502");
    expect(office.letters).toEqual([]);
    mail.close();
    await office.close();
  });
});

describe("mail stand-in", () => {
  it("B-14 keeps what it would have sent, says so, and refuses production", async () => {
    const kept: MailMessage[] = [];
    const mail = createMailStandIn("demo", async (letter) => void kept.push(letter));
    await mail.send(message);
    expect(kept).toEqual([message]);
    expect(mail.caution).toContain("不发真实邮件");
    expect(() => createMailStandIn("production", async () => undefined)).toThrow("MAIL_URL");
  });
});
