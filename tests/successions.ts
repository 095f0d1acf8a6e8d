import { randomUUID } from "node:crypto";
import type { ApiAnswer, TestBrowser } from "./test-api.ts";

const reason = "机构改革方案";

/** What moves, as one administrator sees it now. */
export const previewSuccession = async (browser: TestBrowser, from: string, to: string) =>
  (await browser.get(`/api/offices/${from}/succession?successorId=${to}`)).body;

/** Asks for it on what was seen. */
export const proposeSuccession = (
  author: TestBrowser,
  { from, to, version, key = randomUUID() }: { from: string; to: string; version: string; key?: string },
): Promise<ApiAnswer> => author.post(`/api/offices/${from}/succession`, { key, successorId: to, version, reason });

/** Proposed by one administrator and approved by another, each on what they see; answers what the second was told. */
export async function succeedOffice(
  [author, approver]: readonly [TestBrowser, TestBrowser],
  from: string,
  to: string,
): Promise<ApiAnswer> {
  const { version } = await previewSuccession(author, from, to);
  const proposed = await proposeSuccession(author, { from, to, version });
  if (proposed.status !== 200) return proposed;
  const { id: proposalId } = (await approver.get(`/api/offices/${from}`)).body.succession;
  const seen = await previewSuccession(approver, from, to);
  return approver.post(`/api/offices/${from}/succession/approve`, { proposalId, version: seen.version });
}
