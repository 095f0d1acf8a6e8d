import type { CatalogueName } from "./catalogue-entry.ts";
import { fieldsOf, selectsOf } from "./matters/form-layout.ts";
import { getMatter, matters } from "./matters/index.ts";
import type { MatterDefinition } from "./matters/matter.ts";

export interface CatalogueDefinition {
  catalogue: CatalogueName;
  title: string;
  /** Where its entries are used, for who keeps them. */
  use: string;
  /** The matters that have such a list of their own; `null`: one list for all. */
  matters: readonly (string | null)[];
}

export const catalogueDefinitions: readonly CatalogueDefinition[] = [
  {
    catalogue: "defects",
    title: "退回原因",
    use: "退回补正时列出来供勾选，一次告知申请人。以前的办件保留退回时的说法；统计按现在的说法合并。",
    matters: matters.map(({ matter }) => matter),
  },
  {
    catalogue: "loss-occasions",
    title: "遗失的情况",
    use: "填写遗失声明时从这里选，写进公示的那句话：“约于2026年3月因搬家、搬迁遗失”。只写情况，不写姓名和单位；“说不清”不写进去。以前的声明和公示保留当时的说法。",
    matters: matters.filter((one) => choosesFrom(one, "loss-occasions")).map(({ matter }) => matter),
  },
  {
    catalogue: "title-series",
    title: "职称系列与名称",
    use: "设置系列职改办时从这里选。前 27 个为国家统一设置的系列，本地另有的（如政工、律师）加在后面。已发证书上的字样不变。",
    matters: [null],
  },
];

function choosesFrom({ steps }: MatterDefinition, catalogue: CatalogueName): boolean {
  return Object.values(steps).some(({ form }) =>
    (form ? selectsOf(form.layout) : []).some((field) => field.catalogue === catalogue),
  );
}

/** A list that exists: this catalogue, of this matter or of none. */
export function findCatalogue(catalogue: string, matter: string | null): CatalogueDefinition | undefined {
  return catalogueDefinitions.find((one) => one.catalogue === catalogue && one.matters.includes(matter));
}

/** Everything in a matter's forms that a defect or a remark can stand beside: fields that people fill, and materials. */
export function remarkableFields(matter: string): readonly { field: string; label: string }[] {
  const found = new Map<string, string>();
  for (const { form } of Object.values(getMatter(matter).steps)) {
    if (!form) continue;
    for (const { kind, name, label } of fieldsOf(form.layout))
      if (!["known", "confirm", "materials", "photo"].includes(kind)) found.set(name, label);
    for (const { kind, title } of form.materials) found.set(kind, title);
  }
  return [...found].map(([field, label]) => ({ field, label }));
}

/** Names of fields whose chosen code is not among those offered. */
export function endedChoices(
  choices: Readonly<Record<string, readonly { value: string }[]>>,
  values: Readonly<Record<string, unknown>>,
): string[] {
  return Object.entries(choices).flatMap(([name, offered]) => {
    const chosen = values[name];
    return chosen && !offered.some(({ value }) => value === chosen) ? [name] : [];
  });
}
