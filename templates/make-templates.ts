import { writeFile } from "node:fs/promises";
import { makeTemplates } from "./all-templates.ts";

/**
 * Makes the templates anew: `node templates/make-templates.ts`. The .docx files are what is shipped; an office may
 * also edit them in a word processor, as long as the placeholders of README.md stay.
 */
for (const [name, bytes] of Object.entries(await makeTemplates())) {
  await writeFile(new URL(name, import.meta.url), bytes);
}
