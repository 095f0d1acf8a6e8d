import type { ToolName } from "./document-tools.ts";

/**
 * Whether the tools a test needs are on this machine: `(hasTools("office") ? test : test.skip)("…", …)`. The runner has
 * looked (and as root installed) before; a test started by hand counts as having them all.
 */
export function hasTools(...names: ToolName[]): boolean {
  const missing = (process.env.TEST_MISSING_TOOLS ?? "").split(",");
  return names.every((name) => !missing.includes(name));
}
