import { jest } from "@jest/globals";
import { provideHttpClient } from "@angular/common/http";
import { signal } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { provideRouter } from "@angular/router";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { Session } from "../session/session.ts";
import { provideIcons } from "../shared/icons.ts";
import { MatterPage, countedAgainAfter } from "./matter-page.ts";

const step = (open: number) => ({
  ...{ step: "employer", title: "单位确认并盖章", receiver: "申请人所在单位", dueInWorkingDays: 5, sentence: "审核。" },
  ...{ open, oldestSince: "2026-11-03T01:00:00Z", oldestDays: 18 },
});

test("B-19 the numbers of the process picture follow the server's events, gathered, without opening the page again", async () => {
  jest.useFakeTimers({ doNotFake: ["queueMicrotask", "nextTick"] });
  try {
    let open = 1;
    let asked = 0;
    const call = () => {
      asked++;
      return Promise.resolve({
        ...{ title: "证书补办", areaId: "area", areas: [{ id: "area", name: "柳州市" }], bpmn: "", branches: [] },
        steps: [step(open)],
      });
    };
    const moved = signal(0);
    TestBed.configureTestingModule({
      providers: [
        ...[provideHttpClient(), provideRouter([]), provideIcons()],
        { provide: Api, useValue: { call, returns: signal(0) } },
        { provide: Events, useValue: { topic: () => moved } },
        { provide: Session, useValue: { has: () => false } },
      ],
    });
    const fixture = TestBed.createComponent(MatterPage);
    fixture.componentRef.setInput("matter", "certificate-replacement");
    const settle = async () => {
      await jest.advanceTimersByTimeAsync(1);
      fixture.detectChanges();
      await jest.advanceTimersByTimeAsync(1);
      fixture.detectChanges();
    };
    await settle();
    const text = () => (fixture.nativeElement as HTMLElement).textContent?.replace(/\s+/g, " ");
    expect(text()).toContain("1 件");
    expect(text()).toContain("已 18 天");
    open = 2;
    for (let event = 1; event <= 5; event++) {
      moved.set(event);
      await settle();
    }
    await jest.advanceTimersByTimeAsync(countedAgainAfter);
    await settle();
    expect(text()).toContain("2 件");
    expect(asked).toBe(2);
    fixture.destroy();
  } finally {
    jest.useRealTimers();
  }
});
