import { existsSync } from "node:fs";
import { z } from "zod";
import { fieldsOf } from "../domain/matters/form-layout.ts";
import { matters } from "../domain/matters/index.ts";
import { demoRules } from "../ops/demo-data/places.ts";
import { workflowTypeOf } from "../workflows/messages.ts";
import { readRoute } from "../workflows/reading.ts";

/** Says in a plain sentence what a new matter still lacks. */
const root = new URL("..", import.meta.url);

describe.each(matters.map((matter) => [matter.matter, matter] as const))("%s", (name, matter) => {
  test("S2-17 has its five files, one stem for all", () => {
    const files = [
      `domain/matters/${name}.ts`,
      `domain/matters/${name}.steps.ts`,
      `workflows/${name}.ts`,
      `templates/${name}.docx`,
    ];
    expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  test("is registered as a workflow under its own name", async () => {
    expect(Object.keys(await import("../workflows/index.ts"))).toContain(workflowTypeOf(name));
  });

  test("B-19 its prose and its definition name the same steps, of the same kind", async () => {
    const kinds = {
      ask: "ask",
      review: "review",
      notice: "notice",
      carryOut: "effect",
      term: "notice",
      outcomeOf: "review",
    };
    const route = await readRoute(name);
    expect(route.map(({ step, verb }) => [step, kinds[verb]]).sort()).toEqual(
      Object.entries(matter.steps)
        .map(([step, { kind }]) => [step, kind])
        .sort(),
    );
    expect(route[0]?.step).toBe(matter.firstStep);
  });

  test("S2-14 every form field stands in its schema, and every required one is asked for", () => {
    for (const { form } of Object.values(matter.steps)) {
      if (!form) continue;
      const fields = fieldsOf(form.layout).filter(({ kind }) => !["known", "photo", "materials"].includes(kind));
      expect(fields.map(({ name: field }) => field).sort()).toEqual(Object.keys(form.schema.shape).sort());
      const optional = Object.entries(form.schema.shape).filter(
        ([, schema]) => (schema as z.ZodType).safeParse(undefined).success,
      );
      expect(
        fields
          .filter(({ required }) => !required)
          .map(({ name: field }) => field)
          .sort(),
      ).toEqual(optional.map(([field]) => field).sort());
    }
  });

  test("S2-10 every material of a form has its place in the layout", () => {
    for (const { form } of Object.values(matter.steps)) {
      if (!form) continue;
      const placed = fieldsOf(form.layout).flatMap((field) =>
        field.kind === "photo" ? [field.material] : field.kind === "materials" ? [...field.materials] : [],
      );
      expect(placed.sort()).toEqual(form.materials.map(({ kind }) => kind).sort());
    }
  });

  test("B-17 every step that somebody must do has a rule in the demonstration's rules", async () => {
    const ruled = new Set(demoRules.filter((rule) => rule.matter === name).map(({ step }) => step));
    const todo = (await readRoute(name)).filter(({ verb }) => verb !== "carryOut").map(({ step }) => step);
    expect(todo.filter((step) => !ruled.has(step))).toEqual([]);
  });
});
