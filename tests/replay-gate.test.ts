import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorkflows } from "../engine/workflow-bundle.ts";
import { paths } from "./paths.ts";
import { replay } from "./replay.ts";

const directory = new URL("./histories/", import.meta.url);
const stored = async (name: string) =>
  JSON.parse(await readFile(new URL(`certificate-replacement.${name}.json`, directory), "utf8")) as {
    caseId: string;
    history: object;
  };

test.each(paths.map(({ name }) => name))("P6 today's code replays the stored history of %s", async (name) => {
  const { caseId, history } = await stored(name);
  await replay(history, caseId);
});

test("P6 a history is stored for every path, and none without one", async () => {
  const files = (await readdir(directory)).map((file) => file.split(".")[1]).sort();
  expect(files).toEqual(paths.map(({ name }) => name).sort());
});

test("P6 the gate is real: prose with a sentence more or less fails on a stored history", async () => {
  const { caseId, history } = await stored("granted");
  const changes = [
    [/await c\.inOrder\("employer", "department", "title-office"\)/, 'await c.inOrder("employer", "title-office")'],
    [/await c\.ask\("materials"\)/, 'await c.review("county" as never); await c.ask("materials")'],
    // Same verb at the same place: only the name tells it from what the history holds.
    [/"employer", "department", "title-office"/, '"department", "employer", "title-office"'],
  ] as const;
  for (const [sentence, changed] of changes) {
    const bundle = await bundleWithProse((prose) => prose.replace(sentence, changed));
    await expect(replay(history, caseId, bundle)).rejects.toThrow(/Nondeterminism|the history tells of/);
  }
});

test("P6 a sentence behind `since` keeps a case that has passed the place on its old way", async () => {
  const { caseId, history } = await stored("granted");
  const bundle = await bundleWithProse((prose) =>
    prose.replace(
      'await c.ask("materials")',
      'if (c.since("county check")) await c.review("county" as never); await c.ask("materials")',
    ),
  );
  await replay(history, caseId, bundle);
});

/** The workflows with another prose, bundled beside the real ones; nothing in the work tree changes but a folder that goes again. */
async function bundleWithProse(change: (prose: string) => string) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const copy = await mkdtemp(join(root, ".cache-workflows-"));
  try {
    await cp(join(root, "workflows"), join(copy, "workflows"), { recursive: true });
    await cp(join(root, "domain"), join(copy, "domain"), { recursive: true });
    const file = join(copy, "workflows", "certificate-replacement.ts");
    const before = await readFile(file, "utf8");
    const after = change(before);
    expect(after).not.toBe(before);
    await writeFile(file, after);
    return await bundleWorkflows(join(copy, "workflows", "index.ts"));
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
