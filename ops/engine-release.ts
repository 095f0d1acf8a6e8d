import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { downloadPinned } from "./pinned-download.ts";
import { rootDirectory } from "./places.ts";
import type { Report } from "./progress.ts";

const execute = promisify(execFile);

/** release.json: the official release of the version in go.mod, by kind of machine. Without an entry it is built. */
const releaseSchema = z.record(
  z.string(),
  z.object({
    url: z.url({ protocol: /^https$/ }),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Our name of a program → its name in the archive. */
    programs: z.record(z.string(), z.string()),
  }),
);

/** Fetches the release into `directory`. False when none is pinned for this machine or it cannot be had. */
export async function downloadRelease(directory: string, report: Report): Promise<boolean> {
  const pins = readFileSync(join(rootDirectory, "ops", "temporal", "release.json"), "utf8");
  const release = releaseSchema.parse(JSON.parse(pins))[`linux-${process.arch}`];
  if (!release) return false;
  const archive = await downloadPinned(release.url, release.sha256, report, "官方发行版");
  if (archive === "unreachable" || archive === "changed") {
    report(archive === "changed" ? "官方发行版与登记的校验和不符，改为编译" : "取不到官方发行版，改为编译");
    return false;
  }
  const unfinished = `${directory}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await writeFile(join(unfinished, "release.tar.gz"), archive);
    await execute("tar", ["-xzf", "release.tar.gz", ...Object.values(release.programs)], { cwd: unfinished });
    await rm(join(unfinished, "release.tar.gz"));
    for (const [name, packed] of Object.entries(release.programs)) {
      await rename(join(unfinished, packed), join(unfinished, name));
      await chmod(join(unfinished, name), 0o755);
    }
    await rename(unfinished, directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
    report("官方发行版无法解开，改为编译");
    return existsSync(directory);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
