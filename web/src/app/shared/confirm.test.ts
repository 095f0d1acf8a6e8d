import { ApplicationRef } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { Confirm, type Question } from "./confirm.ts";

const question: Question = {
  title: "撤回申请，并终止本件？",
  sentence: "本件终止，不能恢复。",
  act: "撤回并终止",
  final: true,
  reason: { label: "撤回理由", required: true, most: 500 },
};

/** Opens the question and waits until its dialog stands in the page. */
async function ask(asked: Question) {
  const answer = TestBed.inject(Confirm).ask(asked);
  await TestBed.inject(ApplicationRef).whenStable();
  const dialog = document.querySelector<HTMLElement>("mat-dialog-container")!;
  const press = (label: string) =>
    Array.from(dialog.querySelectorAll("button"))
      .find((button) => button.textContent?.trim() === label)!
      .click();
  return { answer, dialog, press };
}

describe("asking once before a final act", () => {
  test("B-29 it is an alert dialog that names the act and its effect", async () => {
    const { answer, dialog, press } = await ask(question);
    expect(dialog.getAttribute("role")).toBe("alertdialog");
    expect(dialog.textContent).toContain("撤回申请，并终止本件？");
    expect(document.getElementById(dialog.getAttribute("aria-describedby")!)?.textContent).toContain("不能恢复");
    press("取消");
    expect(await answer).toBeUndefined();
  });

  test("a reason that is required must be given before anything happens", async () => {
    const { answer, dialog, press } = await ask(question);
    press("撤回并终止");
    await TestBed.inject(ApplicationRef).whenStable();
    expect(dialog.textContent).toContain("请填写撤回理由");
    const box = dialog.querySelector("textarea")!;
    box.value = " 证书找到了 ";
    box.dispatchEvent(new Event("input"));
    press("撤回并终止");
    expect(await answer).toEqual({ reason: "证书找到了" });
  });
});
