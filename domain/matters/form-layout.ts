import type { CatalogueName } from "../catalogue-entry.ts";

/** How a form is laid out: data in the definition, drawn by one renderer. The rules stand in the zod object alone. */
export interface FormLayout {
  sections: readonly FormSection[];
}

export interface FormSection {
  id: string;
  title: string;
  hint?: string;
  fields: readonly FormField[];
}

interface FieldBase {
  /** The key in the form's zod object. */
  name: string;
  label: string;
  required: boolean;
  hint?: string;
}

export type FormField =
  | (FieldBase & { kind: "text" | "phone" | "email" })
  | (FieldBase & { kind: "textarea"; most: number })
  | (FieldBase & { kind: "date" | "month" })
  | (FieldBase & { kind: "number"; unit?: string })
  | (FieldBase & { kind: "choice"; options: readonly Option[] })
  /** One of the entries of the matter's own catalogue, as rows keep them (db/catalogues.ts). */
  | (FieldBase & { kind: "select"; catalogue: CatalogueName })
  /** A sentence the person agrees to. */
  | (FieldBase & { kind: "confirm"; sentence: string })
  /** The material kinds of the form, as the proof table of the sources; `materials` in the definition says which. */
  | (FieldBase & { kind: "photo"; material: string })
  | (FieldBase & { kind: "materials"; materials: readonly string[] })
  /** Facts the office already has, as a definition list, never as disabled inputs. */
  | (FieldBase & { kind: "known"; what: "person" | "organisation" | "certificate" });

export interface Option {
  value: string;
  label: string;
}

/** `{ lost: "遗失" }` → options in the order written. */
export function optionsOf(values: Readonly<Record<string, string>>): readonly Option[] {
  return Object.entries(values).map(([value, label]) => ({ value, label }));
}

/** The fields that choose from a catalogue. */
export function selectsOf(layout: FormLayout): readonly Extract<FormField, { kind: "select" }>[] {
  return fieldsOf(layout).filter((field) => field.kind === "select");
}

export function fieldsOf(layout: FormLayout): readonly FormField[] {
  return layout.sections.flatMap((section) => section.fields);
}
