/** Closes an exhaustive `switch`: the compiler refuses a case that was forgotten, the run refuses one that slipped in. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
