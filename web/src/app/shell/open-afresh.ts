import { localAddress } from "../shared/local-address.ts";

/** Between two attempts for the same reason: a file that stays missing must not reload the page for ever. */
const pauseMilliseconds = 10_000;
const entry = "rct-opened-afresh";

/**
 * After a new release the files of the one that is open are gone. A page that cannot be loaded for that reason is opened
 * afresh, which brings the new release; drafts are saved, so nothing typed is lost.
 */
export function openAfresh(
  thrown: unknown,
  address: string,
  go: (address: string) => void = (target) => location.assign(target),
  now = Date.now(),
): boolean {
  if (!isMissingFile(thrown)) return false;
  const last = Number(sessionStorage.getItem(entry) ?? 0);
  if (now - last < pauseMilliseconds) return false;
  sessionStorage.setItem(entry, String(now));
  go(localAddress(address) ?? "/");
  return true;
}

/** Each browser words it differently; all throw a TypeError from the dynamic import. */
function isMissingFile(thrown: unknown): boolean {
  return (
    thrown instanceof TypeError && /dynamically imported module|module script|Importing a module/i.test(thrown.message)
  );
}
