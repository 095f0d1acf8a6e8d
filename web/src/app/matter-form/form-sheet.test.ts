import { TestBed } from "@angular/core/testing";
import { certificateReplacement } from "../../../../domain/matters/certificate-replacement.ts";
import { provideIcons } from "../shared/icons.ts";
import { FormSheet } from "./form-sheet.ts";

const form = certificateReplacement.steps.materials!.form!;
const before = { phone: "13900000001", position: "机械设计工程师", yearsInProfession: 12 };
const now = { ...before, position: "机械工程师" };

async function sheet(inputs: Record<string, unknown>): Promise<HTMLElement> {
  TestBed.configureTestingModule({ providers: [provideIcons()] });
  const fixture = TestBed.createComponent(FormSheet);
  fixture.componentRef.setInput("layout", form.layout);
  for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe("a form that was handed in", () => {
  test("S2-14 shows labels and values as people read them", async () => {
    const place = await sheet({ values: { ...now, delivery: "electronic", truthful: true } });
    const text = place.textContent!.replace(/\s+/g, " ");
    expect(text).toContain("从事本专业年限 12 年");
    expect(text).toContain("电子证书，在线下载打印（免费）");
    expect(text).toContain("已确认");
  });

  test("B-08 what changed since the last round is struck and underlined, the rest is not", async () => {
    const place = await sheet({ values: now, previous: before, changed: ["position"] });
    expect(Array.from(place.querySelectorAll("del"), (old) => old.textContent)).toEqual(["机械设计工程师"]);
    expect(Array.from(place.querySelectorAll("ins"), (fresh) => fresh.textContent)).toEqual(["机械工程师"]);
    expect(place.textContent).toContain("本轮修改");
  });

  test("B-08 a remark stands beside the field it concerns", async () => {
    const place = await sheet({ values: now, remarks: [{ field: "phone", text: "打不通" }] });
    const line = Array.from(place.querySelectorAll(".rows > div")).find((row) => row.textContent?.includes("打不通"));
    expect(line?.querySelector("dt")?.textContent).toBe("手机号");
  });
});
