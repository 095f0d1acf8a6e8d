import { randomUUID } from "node:crypto";

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
