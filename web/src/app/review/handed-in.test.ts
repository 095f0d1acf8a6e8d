import { type HandedInForm, remarkable, sectionsOf, valueText } from "./handed-in.ts";

const facts = {
  applicant: { name: "韦晓岚", sex: "女", identityNumber: "450200*****0008", phone: "139****0008" },
  organisation: { name: "柳州市示例机械有限公司", creditCode: "91450200MA00000000", department: null },
  certificate: {
    number: "LZ-2019-00021",
    managementNumber: null,
    title: "工程师",
    level: "中级",
    series: "工程技术",
    speciality: "机械工程",
    awardedOn: "2019-12-20",
    issuer: "柳州市职改办",
    state: "valid",
  },
};
const form: HandedInForm = {
  step: "materials",
  title: "补办材料",
  round: 2,
  submittedAt: "2026-11-17T20:15:00+08:00",
  values: {
    phone: "13900000008",
    position: "机械设计工程师",
    yearsInProfession: 7,
    statement: "搬家时遗失",
    delivery: "electronic",
    truthful: true,
  },
  previous: { phone: "13900000008", position: "设计员" },
  changed: ["position"],
  materials: [],
  remarks: [{ field: "position", text: "与单位记录不一致" }],
};

describe("a handed-in form as the reviewer reads it", () => {
  const lines = sectionsOf("certificate-replacement", form, facts).flatMap((section) => section.lines);

  it("S2-10 values read as the paper form prints them", () => {
    expect(lines.find((line) => line.name === "yearsInProfession")?.value).toBe("7 年");
    expect(lines.find((line) => line.name === "delivery")?.value).toContain("电子证书");
    expect(lines.find((line) => line.name === "truthful")?.value).toBe("已确认");
    expect(valueText({ kind: "month", name: "m", label: "", required: true }, "2026-03")).toBe("2026年3月");
    expect(valueText({ kind: "text", name: "t", label: "", required: true }, null)).toBe("未填");
  });

  it("B-12 what changed shows the value before, with the remark beside it", () => {
    expect(lines.find((line) => line.name === "position")).toMatchObject({
      changed: true,
      before: "设计员",
      value: "机械设计工程师",
      remarks: ["与单位记录不一致"],
    });
    expect(lines.find((line) => line.name === "phone")).toMatchObject({ changed: false, before: undefined });
  });

  it("S2-10 facts the office has stand among the lines, masked as they came", () => {
    expect(lines.find((line) => line.value === "450200*****0008")?.label).toBe("身份证号");
    expect(lines.find((line) => line.label === "取得时间")?.value).toBe("2019年12月20日");
  });

  it("S2-10 a form of a step that this program does not know is shown key by key", () => {
    const unknown = sectionsOf("certificate-replacement", { ...form, step: "new-step" }, facts);
    expect(unknown[0]?.lines.map((line) => line.name)).toEqual(Object.keys(form.values));
  });

  it("B-12 remarks can stand beside fields and kinds of material, each once", () => {
    const fields = remarkable({
      task: { matter: "certificate-replacement" } as never,
      forms: [form, { ...form, step: "declare" }],
    }).map((each) => each.field);
    expect(fields).toEqual(expect.arrayContaining(["position", "statement", "photo", "identity", "occasion"]));
    expect(new Set(fields).size).toBe(fields.length);
  });
});
