import { createIdentityCheckOff, createIdentityCheckStandIn } from "./identity-check.ts";
import { createOfficeLoginOff } from "./office-login.ts";
import { createSmsOff, createSmsStandIn, type SmsMessage } from "./sms.ts";
import { createTimeStamp } from "./time-stamp.ts";

const person = { name: "覃志远", identityNumber: "450200199912310008" };

describe("outside services that are not connected", () => {
  it("B-14 short messages that are off fail aloud; the stand-in keeps them and refuses production", async () => {
    const message = { phone: "13900000001", text: "公示已开始" };
    const off = createSmsOff();
    expect(off.available).toBe(false);
    await expect(off.send(message)).rejects.toThrow("没有接入短信网关");
    const kept: SmsMessage[] = [];
    await createSmsStandIn("demo", async (sms) => void kept.push(sms)).send(message);
    expect(kept).toEqual([message]);
    expect(() => createSmsStandIn("production", async () => undefined)).toThrow("演示短信");
  });

  it("P9 nobody's identity counts as checked when nobody was asked", async () => {
    const off = createIdentityCheckOff();
    expect(await off.check(person)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("核对身份证件"),
    });
    const standIn = createIdentityCheckStandIn("demo");
    expect(await standIn.check(person)).toEqual({ verdict: "matches" });
    for (const check of [off, standIn]) {
      expect(await check.check({ ...person, identityNumber: "450200199912310018" })).toMatchObject({
        verdict: "differs",
      });
      expect(await check.check({ ...person, name: " " })).toMatchObject({ verdict: "differs" });
    }
    expect(() => createIdentityCheckStandIn("production")).toThrow("演示实名核验");
  });

  it("P9 the login of offices that is off lets nobody in", async () => {
    const login = createOfficeLoginOff();
    expect(login.available).toBe(false);
    await expect(login.begin("https://rct.example/")).rejects.toThrow("账号和密码");
    await expect(login.finish(new URL("https://rct.example/?code=1"), "")).rejects.toThrow("账号和密码");
  });

  it("S2-12 without a time-stamp authority the time in a signature is said to be our own", () => {
    expect(createTimeStamp(undefined)).toMatchObject({ kind: "off", caution: expect.stringContaining("本系统时钟") });
    expect(createTimeStamp("https://tsa.example/")).toMatchObject({ kind: "authority", caution: "" });
  });
});
