import { provideHttpClient } from "@angular/common/http";
import { TestBed } from "@angular/core/testing";
import { provideRouter } from "@angular/router";
import { Api } from "../api/api.ts";
import { provideIcons } from "../shared/icons.ts";
import { NotificationChoicesPage } from "./choices-page.ts";

const choice = (news: string, title: string, mustReach: string | null) => ({
  ...{ news, title, what: "内容", mail: true, sms: false, mustReach },
});
const read = {
  ...{ mailTo: "qin@rencaitong.example", smsTo: "139****0001" },
  choices: [choice("results", "补正通知和办理结果", "依法应当送达"), choice("progress", "办理进展", null)],
};

describe("通知设置", () => {
  test("B-14 what must reach is ticked and fixed; another choice is kept when it is made", async () => {
    const sent: unknown[] = [];
    const call = async (endpoint: { id: string }, given?: { body: unknown }) => {
      if (endpoint.id === "listNotificationChoices") return read;
      sent.push(given?.body);
      return { done: true };
    };
    TestBed.configureTestingModule({
      providers: [
        provideIcons(),
        provideRouter([]),
        provideHttpClient(),
        { provide: Api, useValue: { call, returns: () => 0 } },
      ],
    });
    const fixture = TestBed.createComponent(NotificationChoicesPage);
    await fixture.whenStable();
    const place = fixture.nativeElement as HTMLElement;
    const box = (label: string) => place.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`)!;
    const fixed = box("补正通知和办理结果：用邮件通知");
    expect([fixed.checked, fixed.disabled]).toEqual([true, true]);
    expect(box("补正通知和办理结果：用短信通知").disabled).toBe(false);
    box("办理进展：用邮件通知").click();
    await fixture.whenStable();
    expect(sent).toEqual([{ news: "progress", channel: "mail", wanted: false }]);
  });
});
