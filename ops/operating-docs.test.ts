import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentNames } from "../config.ts";
import { rootDirectory } from "./places.ts";

const read = (path: string) => readFileSync(join(rootDirectory, path), "utf8");
const text = read("docs/operating.md");
const commands = [...text.matchAll(/```(?:\w*)\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split("\n"));
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

test("P7 operating.md explains exactly the variables the program reads", () => {
  const explained = [...text.matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, name]) => name!);
  expect(explained.toSorted()).toEqual(environmentNames.toSorted());
});

test("P7 every npm command in operating.md is a verb of ours, and its flags are ones it knows", () => {
  const ours = commands.filter((line) => line.includes("npm "));
  expect(ours.length).toBeGreaterThan(8);
  const bootstrap = read("ops/bootstrap.mjs");
  for (const line of ours) {
    const [, verb, rest = ""] = /npm (?:run )?([\w-]+)(?: -- (.*))?$/.exec(line)!;
    expect(Object.keys(scripts)).toContain(verb);
    const program = new RegExp(`${verb}"?: \\["([^"]+)"`).exec(bootstrap)![1]!;
    const source = read(program);
    for (const [, flag] of rest.matchAll(/--([\w-]+)/g)) {
      expect([line, source.includes(`${flag}: { type:`) || source.includes(`"--${flag}"`)]).toEqual([line, true]);
    }
  }
});

test("P7 every file of ours that operating.md names is there", () => {
  const named = [...text.matchAll(/`?((?:ops|docs|tests|db|api)\/[\w./-]+\.(?:ts|mjs|md))`?/g)].map(
    ([, path]) => path!,
  );
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((path) => !existsSync(join(rootDirectory, path)))).toEqual([]);
});
