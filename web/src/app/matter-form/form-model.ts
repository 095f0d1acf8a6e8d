import { z } from "zod";
import type { FormValues } from "../../../../api/contracts/drafts.ts";
import { assertNever } from "../../../../domain/assert-never.ts";
import { type FormField, type FormLayout, fieldsOf } from "../../../../domain/matters/form-layout.ts";

/** What the controls hold: text as typed and ticks. A form field of Angular must not be undefined, hence "". */
export type FormModel = Record<string, string | boolean>;

export type Control = "text" | "tick" | "none";

/** Facts the office knows and uploads are not typed: they have no place in the model. */
export function controlOf(field: FormField): Control {
  switch (field.kind) {
    case "text":
    case "phone":
    case "email":
    case "textarea":
    case "date":
    case "month":
    case "number":
    case "choice":
    case "select":
      return "text";
    case "confirm":
      return "tick";
    case "photo":
    case "materials":
    case "known":
      return "none";
    default:
      return assertNever(field);
  }
}

/** The model of a layout, filled with what the draft holds. */
export function modelOf(layout: FormLayout, values: FormValues): FormModel {
  const model: FormModel = {};
  for (const field of fieldsOf(layout)) {
    const control = controlOf(field);
    if (control === "none") continue;
    const value = values[field.name];
    if (control === "tick") model[field.name] = value === true;
    else model[field.name] = value === undefined || value === null ? "" : String(value);
  }
  return model;
}

/** What is saved and handed in: nothing typed is left out, a number is a number when it reads as one. */
export function valuesOf(layout: FormLayout, model: FormModel): FormValues {
  const values: FormValues = {};
  for (const field of fieldsOf(layout)) {
    const value = model[field.name];
    if (controlOf(field) === "none" || value === undefined || value === "") continue;
    const number = typeof value === "string" && field.kind === "number" ? Number(value.trim()) : Number.NaN;
    values[field.name] = Number.isNaN(number) ? value : number;
  }
  return values;
}

/** The form's rules over the model: what is empty counts as not given, so that the rule's own sentence appears. */
export function rulesOf(layout: FormLayout, schema: z.ZodObject): z.ZodType<unknown, FormModel> {
  return z.preprocess((model) => valuesOf(layout, model as FormModel), schema) as unknown as z.ZodType<
    unknown,
    FormModel
  >;
}
