import { mkdir, writeFile } from "node:fs/promises";
import { openCaseDesk } from "./case-desk.ts";
import { paths } from "./paths.ts";
import { fetchHistory } from "./replay.ts";

/**
 * Takes every path once and stores its history for the replay gate. Run after a renewal has made the stored ones
 * obsolete (steps.md, Code changes with running cases), never to silence the gate:
 * `TEST_DATABASE_URL=… TEST_TEMPORAL_ADDRESS=… node tests/record-histories.ts [names of new paths]`
 */
const directory = new URL("./histories/", import.meta.url);
await mkdir(directory, { recursive: true });
const wanted = process.argv.slice(2);
for (const path of paths.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const desk = await openCaseDesk();
  const theCase = await path.take(desk);
  if (path.outcome) await theCase.closed();
  const history = await fetchHistory(desk, theCase.id);
  await writeFile(
    new URL(`certificate-replacement.${path.name}.json`, directory),
    JSON.stringify({ caseId: theCase.id, history }),
  );
  console.log(path.name);
  await desk.stop();
}
