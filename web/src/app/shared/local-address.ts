/** Any site but this one: what comes back still standing there is a path of ours. */
const elsewhere = "https://here.invalid";

/**
 * Only addresses of this site: never where a link from outside wants to send the reader. It is read as the browser
 * reads it, which takes a backslash for a slash and leaves out tabs and line breaks; and brackets in a path, which no
 * page of ours has, are to the router a path within the path.
 */
export function localAddress(address: string | null | undefined): string | undefined {
  if (!address?.startsWith("/") || /[\\\p{Cc}\p{Cf}]/u.test(address)) return undefined;
  const read = URL.parse(address, elsewhere);
  return read?.origin === elsewhere && !/\/\/|[()]/.test(read.pathname) ? address : undefined;
}
