import { randomUUID } from "node:crypto";
import fc from "fast-check";

export type JsonSchema = Record<string, unknown>;

/** A value of the schema's shape, the same each time: what is wrong with a body is then the one thing put into it. */
export function exampleOf(schema: JsonSchema): unknown {
  const options = (schema["anyOf"] ?? schema["oneOf"]) as JsonSchema[] | undefined;
  if (options) return exampleOf(options[0]!);
  if ("const" in schema) return schema["const"];
  if (schema["enum"]) return (schema["enum"] as unknown[])[0];
  switch (schema["type"]) {
    case "object":
      return Object.fromEntries(
        Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>).map(([name, inner]) => [
          name,
          exampleOf(inner),
        ]),
      );
    case "array":
      return [exampleOf((schema["items"] ?? {}) as JsonSchema)];
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "string":
      if (schema["format"] === "uuid") return randomUUID();
      if (schema["format"] === "date") return "2026-12-01";
      return "示例文字，够十个字长了。";
    default:
      return {};
  }
}

export const hole = "\u0001hole\u0001";

/** The example with a hole at each place in turn. */
export function withHoles(value: unknown): unknown[] {
  const here: unknown[] = [hole];
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) {
      for (const holed of withHoles(inner)) here.push(value.with(index, holed));
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      for (const holed of withHoles(inner)) here.push({ ...value, [name]: holed });
    }
  }
  return here;
}

/** As JSON text: most of them no JSON.stringify would write. */
export const hostileJson: readonly (readonly [string, string])[] = [
  ["nested 10⁴ deep", `${"[".repeat(10_000)}${"]".repeat(10_000)}`],
  ["objects nested 10⁴ deep", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
  ["10⁵ characters", JSON.stringify("字".repeat(30_000) + "a".repeat(70_000))],
  ["an own __proto__", '{"__proto__":{"role":"administrator"}}'],
  ["a constructor", '{"constructor":{"prototype":{"role":"administrator"}}}'],
  ["NaN", "NaN"],
  ["Infinity", "Infinity"],
  ["a number beyond all", "1e400"],
  ["a number below all", "-1e400"],
  ["an integer that is none", "1.5"],
  ["an integer no number holds", "99999999999999999999999999"],
  ["half a character", '"\\ud800"'],
  ["an escaped NUL", '"\\u0000"'],
  ["a bare NUL", '"\0"'],
  ["a list", "[1,[2]]"],
  ["an object", '{"a":{}}'],
  ["null", "null"],
  ["a number", "0"],
  ["a word", '"x"'],
  ["true", "true"],
];

/** Percent-encoded parts of a path. */
export const hostileNames = [
  "%00",
  "%C3%28",
  "%ED%A0%80",
  "..%2F..%2Fetc%2Fpasswd",
  "__proto__",
  "constructor",
  "%",
  "x".repeat(5_000),
];

/** Values of about the shape the schema asks for, and around it. */
export function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const wild = fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 2 }));
  const fitting = fittingOf(schema);
  return fc.oneof({ arbitrary: fitting, weight: 4 }, { arbitrary: wild, weight: 1 });
}

function fittingOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const options = (schema["anyOf"] ?? schema["oneOf"]) as JsonSchema[] | undefined;
  if (options) return fc.oneof(...options.map(fittingOf));
  if ("const" in schema) return fc.constant(schema["const"]);
  if (schema["enum"]) return fc.constantFrom(...(schema["enum"] as unknown[]));
  switch (schema["type"]) {
    case "object": {
      const properties = (schema["properties"] ?? {}) as Record<string, JsonSchema>;
      const known = fc.record(
        Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, arbitraryOf(inner)])),
      );
      return schema["properties"]
        ? known
        : fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxKeys: 4 });
    }
    case "array":
      return fc.array(arbitraryOf((schema["items"] ?? {}) as JsonSchema), { maxLength: 3 });
    case "integer":
    case "number":
      return fc.oneof(fc.integer(), fc.double());
    case "boolean":
      return fc.boolean();
    case "string":
      if (schema["format"] === "uuid") return fc.uuid();
      if (schema["format"] === "date") return fc.constantFrom("2026-02-30", "2026-12-01", "9999-12-31", "0001-01-01");
      return fc.string({ unit: "grapheme", maxLength: 60 });
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** A body that is right, with one of its parts drawn anew; now and then nothing of it is left. */
export function changedOf(schema: JsonSchema, right: unknown): fc.Arbitrary<unknown> {
  const parts = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  if (parts.length === 0 || typeof right !== "object" || right === null) return arbitraryOf(schema);
  const changed = fc
    .constantFrom(...parts)
    .chain(([name, inner]) => arbitraryOf(inner).map((value) => ({ ...right, [name]: value })));
  return fc.oneof({ arbitrary: changed, weight: 5 }, { arbitrary: arbitraryOf(schema), weight: 1 });
}

/** How files begin that are taken. */
export const fileHeads: Readonly<Record<"jpg" | "png" | "pdf", Buffer>> = {
  jpg: Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  png: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  pdf: Buffer.from("%PDF-1.7\n"),
};

/** Bytes that begin like a file that is taken and go on anyhow. */
export function headedBytes(...heads: (keyof typeof fileHeads)[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 2_000 }))
    .map(([head, bytes]) => Buffer.concat([fileHeads[head], bytes]));
}
