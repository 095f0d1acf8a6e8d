import type { Endpoint } from "../../../../api/contracts/endpoint.ts";

export type PlainValue = string | number | boolean | null | undefined;

/**
 * The address of an endpoint with its parameters filled in; query entries that are undefined, null or "" are left out.
 * @throws Error when a parameter of the path is missing: a programming mistake.
 */
export function addressOf(
  endpoint: Pick<Endpoint, "path">,
  params: Readonly<Record<string, PlainValue>> = {},
  query: Readonly<Record<string, PlainValue>> = {},
): string {
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === null || value === "") throw new Error(`${endpoint.path}: no ${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const asked = search.toString();
  return asked ? `${path}?${asked}` : path;
}
