import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Who may import whom. The first row whose `from` fits a file is its row.
 *   values   what it may import and run
 *   types    what it may know besides, by `import type` alone
 *   packages the packages it may import; without the list, all
 * Entries are paths from the root: a folder ends with a slash.
 */
export const layers = [
  // Composition roots put the parts together.
  {
    from: /^(api\/server|activities\/worker)\.ts$/,
    values: ["config.ts", "domain/", "db/", "engine/", "ports/", "activities/", "workflows/", "api/", "ops/demo-data/"],
  },
  { from: /^(ops\/|tests\/|[^/]+$)/, values: [""] },
  { from: /^domain\/.*\.test\.ts$/, values: ["domain/", "tests/"] },
  { from: /^domain\//, values: ["domain/"], packages: ["zod", "@js-temporal/polyfill"] },
  // A test of a part may put its neighbours together.
  { from: /\.test\.tsx?$/, values: [""] },
  { from: /^db\/migrate\.ts$/, values: ["config.ts", "domain/", "db/"] },
  { from: /^db\//, values: ["domain/", "db/"] },
  // The names of the engine's messages are the workflows' to give; the client that sends them is the engine's.
  {
    from: /^engine\//,
    values: ["domain/", "engine/", "workflows/messages.ts"],
    types: ["db/", "workflows/", "config.ts"],
  },
  { from: /^ports\//, values: ["domain/", "ports/"], types: ["db/", "config.ts"] },
  {
    from: /^activities\//,
    values: ["domain/", "db/", "engine/", "ports/", "activities/", "workflows/reading.ts", "workflows/messages.ts"],
    types: ["workflows/", "config.ts"],
  },
  {
    from: /^workflows\//,
    values: ["workflows/", "domain/assert-never.ts", /^domain\/matters\/[a-z-]+\.steps\.ts$/],
    types: ["domain/", "activities/", "api/contracts/"],
    packages: ["@temporalio/workflow", "@temporalio/common"],
  },
  { from: /^api\/contracts\//, values: ["domain/", "api/contracts/"], packages: ["zod"] },
  {
    from: /^api\//,
    values: ["domain/", "db/", "engine/", "ports/", "workflows/reading.ts", "workflows/messages.ts", "api/"],
    types: ["workflows/", "config.ts"],
  },
  { from: /^web\//, values: ["domain/", "api/contracts/", "web/", "node_modules/"], forbiddenPackages: /^node:/ },
];

/** Refuses imports that are not in the table. */
const rule = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const file = relative(root, resolve(root, context.filename));
    const layer = layers.find(({ from }) => from.test(file));
    if (!layer) return {};
    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== "string") return;
      const onlyType = isTypeOnly(node);
      const message = specifier.startsWith(".")
        ? refuseFile(layer, relative(root, resolve(root, dirname(file), specifier)), onlyType)
        : refusePackage(layer, specifier, onlyType);
      if (message) context.report({ node, message: `${file}: ${message}` });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

function refuseFile(layer, target, onlyType) {
  const fits = (entry) =>
    entry instanceof RegExp
      ? entry.test(target)
      : entry === "" || (entry.endsWith("/") ? target.startsWith(entry) : target === entry);
  if (layer.values.some(fits)) return undefined;
  const typesMay = layer.types?.some(fits) ?? false;
  if (typesMay) return onlyType ? undefined : `of ${target} only types may be known here`;
  return `${target} may not be imported here (architecture: who may import whom)`;
}

function refusePackage(layer, specifier, onlyType) {
  if (layer.forbiddenPackages?.test(specifier)) return `${specifier} is not there at run time`;
  if (!layer.packages || onlyType) return undefined;
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  return layer.packages.includes(name) ? undefined : `the package ${name} may not be imported here`;
}

function isTypeOnly(node) {
  if (node.importKind === "type" || node.exportKind === "type") return true;
  const names = node.specifiers ?? [];
  return names.length > 0 && names.every((name) => name.importKind === "type" || name.exportKind === "type");
}

export default rule;
