import type { Context } from "koa";
import type { FileReply } from "../serve.ts";

/** What a browser may show inside a page; everything else is only ever saved. */
const shownInline = new Set(["image/jpeg", "image/png", "application/pdf"]);

/** Sends an upload or a document so that it can do nothing in our name: no sniffing, no scripts, its own sandbox. */
export function sendFile(context: Context, file: FileReply): void {
  const inline = file.inline === true && shownInline.has(file.type);
  context.set({
    "Content-Disposition": disposition(inline ? "inline" : "attachment", file.name),
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy":
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "private, no-store",
  });
  if (file.hash) {
    // Content never changes under its hash: the same reader need not fetch it twice.
    context.set("Cache-Control", "private, no-cache");
    context.etag = file.hash;
    context.status = 200;
    if (context.fresh) {
      if (!Buffer.isBuffer(file.content)) file.content.destroy();
      context.status = 304;
      return;
    }
  }
  context.type = file.type;
  if (file.sizeInBytes !== undefined) context.length = file.sizeInBytes;
  context.body = file.content;
  context.type = file.type;
}

/** RFC 6266: an ASCII name for old programs, the real one in UTF-8. */
export function disposition(kind: "inline" | "attachment", name: string): string {
  const clean = name.replace(/[\p{Cc}/\\]/gu, "_").slice(0, 150);
  const ascii = clean.replace(/[^\x20-\x7e]|["%;]/g, "_");
  const encoded = encodeURIComponent(clean.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
