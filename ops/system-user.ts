import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { SystemUser } from "./child-program.ts";
import { OperationError } from "./operation-error.ts";

/** PostgreSQL refuses to run as root. Its own user, so that it can read nothing but its own data. */
const userName = "rencaitong";

/**
 * The user PostgreSQL runs as when we are root: made on first use, `nobody` where none can be made. Undefined for an
 * ordinary user, who runs it as himself.
 */
export function databaseUser(): SystemUser | undefined {
  if (process.getuid!() !== 0) return undefined;
  const existing = findUser(userName);
  if (existing) return existing;
  try {
    execFileSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", userName], {
      stdio: "ignore",
    });
  } catch {
    // A minimal system without useradd: nobody is there on every one.
  }
  const made = findUser(userName) ?? findUser("nobody");
  if (!made)
    throw new OperationError(`PostgreSQL 不能以 root 身份运行，又无法建立系统用户 ${userName}：请以普通用户启动。`);
  return made;
}

/** Whether this user may walk down to the directory (the permission to pass, on it and on all above it). */
export function canReach(directory: string, user: SystemUser): boolean {
  for (let current = directory; ; current = dirname(current)) {
    const stat = statSync(current, { throwIfNoEntry: false });
    if (stat) {
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if ((stat.mode & bit) === 0) return false;
    }
    if (dirname(current) === current) return true;
  }
}

function findUser(name: string): SystemUser | undefined {
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [entry, , uid, gid] = line.split(":");
    if (entry === name) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
