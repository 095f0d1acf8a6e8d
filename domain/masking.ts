/**
 * What others may see of a personal value. Masks are made on the server only, have a fixed number of stars where the
 * length would tell something, and are for reading: searching by number needs the keyed hash.
 */

function ends(value: string, first: number, stars: number, last: number): string {
  const characters = [...value];
  // Of a shorter number the ends alone would nearly tell it all: it shows nothing.
  if (characters.length < first + stars + last) return "*".repeat(stars);
  return [...characters.slice(0, first), "*".repeat(stars), ...characters.slice(characters.length - last)].join("");
}

/** 450200*****0008 (S0: first 6, five stars, last 4) */
export function maskIdentityNumber(number: string): string {
  return ends(number, 6, 5, 4);
}

/** *****0008: for pages without login, and for documents of every kind (S3). */
export function maskIdentityNumberStrictly(number: string): string {
  return ends(number, 0, 5, 4);
}

/** 139****0001 */
export function maskPhoneNumber(number: string): string {
  return ends(number, 3, 4, 4);
}

/** 覃**: the first character and one star for each other; a single character is hidden whole. */
export function maskName(name: string): string {
  const [first = "", ...others] = [...name.trim()];
  return others.length === 0 ? "*" : first + "*".repeat(others.length);
}

/** 06****18: the middle of a certificate number on public pages (D4). */
export function maskCertificateNumber(number: string): string {
  return ends(number, 2, 4, 2);
}

/** Numbers of documents, phones and addresses of mail may stand in a failing sentence; none of them is kept or shown. */
export function withoutPersonalData(sentence: string): string {
  return sentence
    .replace(/[\w.+-]+@[\w.-]+\w/g, "（邮箱）")
    .replace(/\d{17}[\dXx]|\d{15}/g, "（证件号码）")
    .replace(/1\d{10}/g, "（手机号）")
    .slice(0, 500);
}
