import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { send } from "@koa/send";
import type { Context, Next } from "koa";

/** `main-FN4GZDOQ.js`: the build names these by their content, so they may be kept for ever. */
const hashed = /^\/(?:(?:main|polyfills|styles|scripts|chunk)-[\w-]{8}\.(?:js|css)|media\/[^/]+-[A-Z0-9]{8}\.\w+)$/;
/** What a browser obeys of pages and workers alone: on forty scripts of one page it would be a tenth of the first load. */
const headersOfPages = [
  "Content-Security-Policy",
  "Cross-Origin-Opener-Policy",
  "Permissions-Policy",
  "Referrer-Policy",
  "X-Frame-Options",
];
const yearInSeconds = 31_536_000;
const compress = promisify(brotliCompress);

/**
 * The built web application. An address without a file is a page of it: index.html answers, and the application says
 * itself when there is none. A missing script or picture is a 404, never a page.
 */
export function webFiles(directory: string) {
  const compressed = createCompressedFiles(directory);
  return async (context: Context, next: Next): Promise<void> => {
    if (!["GET", "HEAD"].includes(context.method) || /^\/(api|health)(\/|$)/.test(context.path)) return next();
    const path = safePath(context.path);
    if (path === undefined) return next();
    if (path !== "/" && (await isFile(join(directory, path)))) return sendWebFile(context, directory, path, compressed);
    if (/\.[a-z0-9]{2,8}$/i.test(path)) return next();
    if (await isFile(join(directory, "index.html"))) return sendWebFile(context, directory, "/index.html", compressed);
    return next();
  };
}

function safePath(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    const unsafe =
      decoded.includes("\0") || decoded.includes("\\") || decoded.split("/").some((part) => part.startsWith("."));
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

async function sendWebFile(
  context: Context,
  root: string,
  path: string,
  compressed: (path: string) => Promise<Buffer>,
): Promise<void> {
  const lasting = hashed.test(path);
  const part = lasting && /\.(js|css)$/.test(path);
  if (part) for (const header of headersOfPages) context.remove(header);
  if (part && context.acceptsEncodings("br") === "br") {
    context.vary("Accept-Encoding");
    context.set("Content-Encoding", "br");
    context.type = extname(path);
    context.body = await compressed(path);
  } else {
    await send(context, path, { root });
  }
  context.set("Cache-Control", lasting ? `public, max-age=${yearInSeconds}, immutable` : "no-cache");
}

/** Scripts and styles never change under their names: each is compressed well, once, and kept. */
function createCompressedFiles(root: string): (path: string) => Promise<Buffer> {
  const kept = new Map<string, Promise<Buffer>>();
  return (path) => {
    const known = kept.get(path);
    if (known) return known;
    const made = readFile(join(root, path)).then((content) =>
      compress(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
    );
    kept.set(path, made);
    // A file that could not be read is asked for anew the next time.
    made.catch(() => kept.delete(path));
    return made;
  };
}
