import { type Injector, type Signal, type WritableSignal, computed, signal } from "@angular/core";
import { type FieldTree, form, validateStandardSchema } from "@angular/forms/signals";
import type { Draft, FormValues, Material } from "../../../../api/contracts/drafts.ts";
import { type FormField, type FormSection, fieldsOf } from "../../../../domain/matters/form-layout.ts";
import type { FormDefinition, MaterialKind } from "../../../../domain/matters/matter.ts";
import type { FieldProblem } from "../api/problem.ts";
import { type FormModel, controlOf, modelOf, rulesOf, valuesOf } from "./form-model.ts";

export interface FormProblem {
  /** The field's name, or the material's kind. */
  name: string;
  section: string;
  label: string;
  message: string;
}

/**
 * One form being filled: its values, its uploads and what is wrong with them, in the order of the paper form. The rules
 * are the definition's zod object and nothing else.
 */
export class MatterForm {
  readonly definition: FormDefinition;
  readonly draft: Draft;
  readonly model: WritableSignal<FormModel>;
  readonly fields: FieldTree<FormModel>;
  readonly materials: WritableSignal<readonly Material[]>;
  /** Whether it was tried to hand it in: from then on everything that is wrong is shown. */
  readonly tried = signal(false);
  /** What the server found wrong with the last attempt. */
  readonly refused = signal<readonly FieldProblem[]>([]);
  readonly values: Signal<FormValues>;
  readonly problems: Signal<readonly FormProblem[]>;

  constructor(definition: FormDefinition, draft: Draft, injector: Injector) {
    this.definition = definition;
    this.draft = draft;
    this.model = signal(modelOf(definition.layout, draft.form));
    this.materials = signal(draft.materials);
    const rules = rulesOf(definition.layout, definition.schema);
    this.fields = form(this.model, (path) => validateStandardSchema(path, rules as never), { injector });
    this.values = computed(() => valuesOf(definition.layout, this.model()));
    this.problems = computed(() => definition.layout.sections.flatMap((section) => this.problemsIn(section)));
  }

  get sections(): readonly FormSection[] {
    return this.definition.layout.sections;
  }

  /** The control's own tree; the layout says which kind of value it holds. */
  text(name: string): FieldTree<string> {
    return this.fields[name] as unknown as FieldTree<string>;
  }

  tick(name: string): FieldTree<boolean> {
    return this.fields[name] as unknown as FieldTree<boolean>;
  }

  /** What is wrong with a field as the reader should see it now: after leaving the field, or after trying to hand in. */
  wrong(field: FormField): string | undefined {
    const state = controlOf(field) === "none" ? undefined : this.fields[field.name]?.();
    if (!this.tried() && !state?.touched()) return undefined;
    return this.problems().find((problem) => problem.name === field.name)?.message;
  }

  wrongMaterial(kind: string): string | undefined {
    return this.tried() ? this.problems().find((problem) => problem.name === kind)?.message : undefined;
  }

  remarksOn(name: string): readonly string[] {
    return this.draft.remarks.filter((remark) => remark.field === name).map((remark) => remark.text);
  }

  choicesOf(name: string): readonly { value: string; label: string }[] {
    return this.draft.choices[name] ?? [];
  }

  kind(kind: string): MaterialKind | undefined {
    return this.definition.materials.find((material) => material.kind === kind);
  }

  /** Is everything of a section there and right? Sections that only show facts are never "filled". */
  filled(section: FormSection): boolean {
    return section.fields.some((field) => field.kind !== "known") && this.problemsIn(section).length === 0;
  }

  private problemsIn(section: FormSection): FormProblem[] {
    return section.fields.flatMap((field): FormProblem[] => {
      if (field.kind === "photo") return this.missing(section, [field.material]);
      if (field.kind === "materials") return this.missing(section, field.materials);
      const message = this.messageOf(field);
      return message ? [{ name: field.name, section: section.id, label: field.label, message }] : [];
    });
  }

  private messageOf(field: FormField): string | undefined {
    const refused = this.refused().find((problem) => problem.path.split(".").at(-1) === field.name);
    if (refused) return refused.message;
    if (controlOf(field) === "none") return undefined;
    return this.fields[field.name]?.().errors()[0]?.message;
  }

  private missing(section: FormSection, kinds: readonly string[]): FormProblem[] {
    return kinds.flatMap((name) => {
      const kind = this.kind(name);
      if (!kind) return [];
      const refused = this.refused().find((problem) => problem.path.split(".").at(-1) === name)?.message;
      const there = this.materials().some((material) => material.kind === name);
      const message = refused ?? (kind.required && !there ? $localize`还没有上传` : undefined);
      return message ? [{ name, section: section.id, label: kind.title, message }] : [];
    });
  }
}

/** The names of all fields and materials a layout shows: the anchors that a summary of problems links to. */
export function anchorOf(name: string): string {
  return `field-${name}`;
}

export function countProblems(problems: readonly FormProblem[], section: string): number {
  return problems.filter((problem) => problem.section === section).length;
}

export function namesOf(definition: FormDefinition): readonly string[] {
  return fieldsOf(definition.layout).map((field) => field.name);
}
