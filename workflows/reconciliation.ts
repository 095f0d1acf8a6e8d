import { continueAsNew, proxyActivities } from "@temporalio/workflow";

type Reconciliation = { scope: "all" | "suspects"; after?: string | null } | { repair: readonly string[] };

const { reconcileCases, repairCases } = proxyActivities<{
  /** Looks at the next cases after `after`; answers the last one looked at, or null when none was left. */
  reconcileCases(input: { scope: "all" | "suspects"; after: string | null }): Promise<string | null>;
  repairCases(input: { caseIds: readonly string[] }): Promise<void>;
}>({ startToCloseTimeout: "5 minutes", retry: { maximumInterval: "1 minute" } });

const pagesPerRun = 200;

/** Rows compared with the engine, page by page; interrupted it goes on with the page it was at. */
export async function reconciliation(what: Reconciliation): Promise<void> {
  if ("repair" in what) return repairCases({ caseIds: what.repair });
  const { scope } = what;
  let after = what.after ?? null;
  for (let page = 0; page < pagesPerRun; page++) {
    after = await reconcileCases({ scope, after });
    if (after === null) return;
  }
  await continueAsNew<typeof reconciliation>({ scope, after });
}
