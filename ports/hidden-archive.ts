/**
 * Whether a picture or PDF is an archive as well: a zip is read from its end, so that one hung behind a picture opens
 * as both. Programs that unpack RAR and 7z look for their mark anywhere.
 */
export function carriesArchive(bytes: Buffer): boolean {
  return marks.some((mark) => bytes.includes(mark)) || endsAsZip(bytes);
}

const marks = [Buffer.from("Rar!\x1a\x07", "latin1"), Buffer.from("7z\xbc\xaf\x27\x1c", "latin1")];
const endOfZip = Buffer.from("PK\x05\x06", "latin1");
const endLength = 22;
/** A zip may end in a comment of up to so many bytes. */
const longestComment = 0xffff;

/**
 * An end record (APPNOTE 4.3.16) whose list of files stands where it says, or before it by what hangs in front; the
 * four letters alone come up by chance in compressed pictures.
 */
function endsAsZip(bytes: Buffer): boolean {
  const first = Math.max(0, bytes.length - endLength - longestComment);
  for (let at = bytes.lastIndexOf(endOfZip); at >= first; at = at > 0 ? bytes.lastIndexOf(endOfZip, at - 1) : -1) {
    if (at + endLength > bytes.length) continue;
    const listLength = bytes.readUInt32LE(at + 12);
    if (listLength === 0 && bytes.readUInt16LE(at + 10) === 0) return true;
    const list = at - listLength;
    if (list >= 0 && bytes.toString("latin1", list, list + 4) === "PK\x01\x02") return true;
  }
  return false;
}
