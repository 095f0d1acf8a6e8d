import { Injector } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import type { Draft } from "../../../../api/contracts/drafts.ts";
import { certificateReplacement } from "../../../../domain/matters/certificate-replacement.ts";
import { provideIcons } from "../shared/icons.ts";
import { ErrorSummary } from "./error-summary.ts";
import { MatterForm } from "./matter-form.ts";
import { MatterFormView } from "./matter-form-view.ts";
import { MaterialUploads } from "./material-uploads.ts";

const definition = certificateReplacement.steps.materials!.form!;
const id = "00000000-0000-4000-8000-000000000001";
const draft: Draft = {
  id,
  caseId: id,
  matter: "certificate-replacement",
  step: "materials",
  round: 2,
  version: 1,
  form: {
    phone: "13900000001",
    position: "工程师",
    yearsInProfession: 12,
    statement: "2026年3月搬家时遗失，多次寻找未果。",
    delivery: "electronic",
    truthful: true,
  },
  materials: ["photo", "identity", "loss-statement"].map((kind, at) => ({
    id: `00000000-0000-4000-8000-00000000001${at}`,
    kind,
    name: `${kind}.jpg`,
    format: "JPG",
    sizeInBytes: 1000,
    uploadedAt: "2026-11-26T02:16:00Z",
    checks: [],
    scan: "clean" as const,
  })),
  known: {
    person: { name: "覃志远", sex: "男", identityNumber: "450200*****0039", phone: "139****0001" },
    organisation: null,
    certificate: {
      id,
      number: "1",
      title: "工程师",
      level: "中级",
      series: "工程技术",
      speciality: "机械工程",
      awardedOn: "2016-12-20",
      issuer: "柳州市职改办（演示）",
    },
  },
  remarks: [{ field: "position", text: "人事记录为机械工程师" }],
  savedAt: "2026-11-26T02:32:00Z",
  notYet: null,
};

const open = (part: Partial<Draft> = {}) => new MatterForm(definition, { ...draft, ...part }, TestBed.inject(Injector));

describe("a form being filled", () => {
  test("S2-10 a complete form has nothing wrong", () => {
    const form = open();
    expect(form.problems()).toEqual([]);
    expect(form.filled(definition.layout.sections.at(-1)!)).toBe(true);
  });

  test("S2-10 a required material that is missing is a problem, one that may be missing is not", () => {
    expect(open({ materials: [] }).problems()).toEqual([
      expect.objectContaining({ name: "photo", message: "还没有上传" }),
      expect.objectContaining({ name: "identity" }),
      expect.objectContaining({ name: "loss-statement" }),
    ]);
  });

  test("problems stand in the order of the paper form, with the rule's own sentence", () => {
    const form = open({ form: { position: "工程师", yearsInProfession: 90 }, materials: [] });
    expect(form.problems().map((problem) => problem.name)).toEqual([
      "phone",
      "yearsInProfession",
      "statement",
      "photo",
      "identity",
      "loss-statement",
      "delivery",
      "truthful",
    ]);
    expect(form.problems()[1]!.message).toBe("不能大于 60");
  });

  test("nothing is called wrong before the reader left the field or tried to hand in", () => {
    const form = open({ form: {} });
    const phone = definition.layout.sections[0]!.fields[1]!;
    expect(form.wrong(phone)).toBeUndefined();
    form.tried.set(true);
    expect(form.wrong(phone)).toBe("请填写手机号");
  });

  test("what the server finds wrong stands at the same field", () => {
    const form = open();
    form.refused.set([{ path: "form.phone", message: "空号" }]);
    expect(form.problems()).toEqual([expect.objectContaining({ name: "phone", message: "空号" })]);
  });

  test("B-29 labels belong to their controls, the remark and the mistake are read with the field", async () => {
    TestBed.configureTestingModule({ providers: [provideIcons(), MaterialUploads] });
    const form = open({ form: { ...draft.form, position: "" } });
    form.tried.set(true);
    const fixture = TestBed.createComponent(MatterFormView);
    fixture.componentRef.setInput("form", form);
    await fixture.whenStable();
    const place = fixture.nativeElement as HTMLElement;
    const box = place.querySelector<HTMLInputElement>("#field-position")!;
    expect(place.querySelector("label[for=field-position]")?.textContent).toContain("现任岗位");
    const described = (box.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((name) => place.querySelector(`#${name}`)?.textContent ?? "");
    expect(described.join()).toContain("请填写现任岗位");
    expect(described.join()).toContain("人事记录为机械工程师");
  });

  test("B-29 what is typed reaches the values, and leaves the summary of mistakes", async () => {
    TestBed.configureTestingModule({ providers: [provideIcons(), MaterialUploads] });
    const form = open({ form: { ...draft.form, position: "" } });
    const fixture = TestBed.createComponent(MatterFormView);
    fixture.componentRef.setInput("form", form);
    await fixture.whenStable();
    const box = (fixture.nativeElement as HTMLElement).querySelector<HTMLInputElement>("#field-position")!;
    box.value = "机械工程师";
    box.dispatchEvent(new Event("input"));
    await fixture.whenStable();
    expect(form.values()["position"]).toBe("机械工程师");
    expect(form.problems()).toEqual([]);
  });
});

describe("summary of mistakes", () => {
  test("B-29 it is an alert with one link per field and can take the focus", async () => {
    const fixture = TestBed.createComponent(ErrorSummary);
    fixture.componentRef.setInput("problems", open({ form: { ...draft.form, phone: "", position: "" } }).problems());
    await fixture.whenStable();
    document.body.append(fixture.nativeElement as HTMLElement);
    fixture.componentInstance.focus();
    const box = (fixture.nativeElement as HTMLElement).querySelector("[role=alert]");
    expect(document.activeElement).toBe(box);
    expect(box?.querySelector("h2")?.textContent).toBe("还不能提交，有 2 处需要更正");
    expect(Array.from(box!.querySelectorAll("a"), (link) => link.getAttribute("href"))).toEqual([
      "#field-phone",
      "#field-position",
    ]);
  });
});
