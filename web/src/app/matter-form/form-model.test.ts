import fc from "fast-check";
import { matters } from "../../../../domain/matters/index.ts";
import { certificateReplacement } from "../../../../domain/matters/certificate-replacement.ts";
import { fieldsOf } from "../../../../domain/matters/form-layout.ts";
import { controlOf, modelOf, rulesOf, valuesOf } from "./form-model.ts";

const declare = certificateReplacement.steps.declare!.form!;
const materials = certificateReplacement.steps.materials!.form!;

describe("form model", () => {
  test("S2-10 what is empty is not handed in, so that the rule's own sentence appears", () => {
    const model = modelOf(materials.layout, {});
    const read = rulesOf(materials.layout, materials.schema).safeParse(model);
    const messages = Object.fromEntries(
      (read.error?.issues ?? []).map((issue) => [issue.path.join("."), issue.message]),
    );
    expect(messages).toMatchObject({
      phone: "请填写手机号",
      position: "请填写现任岗位",
      yearsInProfession: "请填写从事本专业年限",
      statement: "请写明遗失经过",
      truthful: "请勾选确认",
    });
  });

  test("S2-09 a complete declaration passes, with the optional text left out", () => {
    const model = {
      ...modelOf(declare.layout, {}),
      circumstances: "lost",
      occasion: "moving",
      lostInMonth: "2026-03",
      truthful: true,
    };
    expect(rulesOf(declare.layout, declare.schema).safeParse(model).success).toBe(true);
    expect(valuesOf(declare.layout, model)).not.toHaveProperty("explanation");
  });

  test("a number is a number when it reads as one, and stays as typed when it does not", () => {
    expect(valuesOf(materials.layout, { yearsInProfession: "12" })).toEqual({ yearsInProfession: 12 });
    expect(valuesOf(materials.layout, { yearsInProfession: "十二" })).toEqual({ yearsInProfession: "十二" });
    expect(valuesOf(materials.layout, { yearsInProfession: "" })).toEqual({});
  });

  test("P6 saving and opening again brings back what was typed", () => {
    const typed = fieldsOf(materials.layout).filter((field) => controlOf(field) === "text" && field.kind !== "number");
    fc.assert(
      fc.property(fc.record(Object.fromEntries(typed.map((field) => [field.name, fc.string()]))), (texts) => {
        const model = { ...modelOf(materials.layout, {}), ...texts };
        expect(modelOf(materials.layout, valuesOf(materials.layout, model))).toEqual(model);
      }),
    );
  });

  test("every field that is typed has its rule, and every rule has its field", () => {
    for (const matter of matters) {
      for (const { form } of Object.values(matter.steps)) {
        if (!form) continue;
        const typed = fieldsOf(form.layout)
          .filter((field) => controlOf(field) !== "none")
          .map((field) => field.name);
        expect(typed.toSorted()).toEqual(Object.keys(form.schema.shape).toSorted());
      }
    }
  });
});
