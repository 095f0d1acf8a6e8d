import { createMailStandIn, createSmtpMail, type MailMessage } from "./mail.ts";
import { PostOffice } from "../tests/post-office.ts";

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
