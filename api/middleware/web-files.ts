import { join } from "node:path";
import { stat } from "node:fs/promises";
import { send } from "@koa/send";
import type { Context, Next } from "koa";

/** `main-ABCDEFGH.js`: the build names a file by its content, so it may be kept for ever. */
const hashed = /-[A-Z0-9]{8}\.\w+$/;
const yearInSeconds = 31_536_000;

/**
 * The built web application. An address without a file is a page of it: index.html answers, and the application says
 * itself when there is none. A missing script or picture is a 404, never a page.
 */
export function webFiles(directory: string) {
  return async (context: Context, next: Next): Promise<void> => {
    if (!["GET", "HEAD"].includes(context.method) || /^\/(api|health)(\/|$)/.test(context.path)) return next();
    const path = safePath(context.path);
    if (path === undefined) return next();
    if (path !== "/" && (await isFile(join(directory, path)))) return sendWebFile(context, directory, path);
    if (/\.[a-z0-9]{2,8}$/i.test(path)) return next();
    if (await isFile(join(directory, "index.html"))) return sendWebFile(context, directory, "/index.html");
    return next();
  };
}

function safePath(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    const unsafe = decoded.includes("\0") || decoded.includes("\\") || decoded.split("/").some((part) => part.startsWith("."));
    return unsafe ? undefined : decoded;
  } catch {
    return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function sendWebFile(context: Context, root: string, path: string): Promise<void> {
  await send(context, path, { root, brotli: true, gzip: true });
  context.set("Cache-Control", hashed.test(path) ? `public, max-age=${yearInSeconds}, immutable` : "no-cache");
}
