import type { Ledger } from "../ledger.ts";
import type { Stage } from "../stage.ts";
import { verifyAdministration } from "./administration.ts";
import { verifyCertificates } from "./certificates.ts";
import { verifyCommands } from "./commands.ts";
import type { Difference } from "./difference.ts";
import { listRunningWorkflows, reconcile } from "./engine.ts";
import { verifyFiles } from "./files.ts";
import { verifyMessages } from "./messages.ts";
import { verifyTimelines } from "./timelines.ts";

export type { Difference } from "./difference.ts";

/** Everything that must hold when all cases have ended: each rule in a file of its own, every break of it by name. */
export async function verify(
  stage: Pick<Stage, "database" | "engine" | "disk">,
  ledger: Ledger,
): Promise<Difference[]> {
  const { database } = stage;
  return [
    // First: what an act leaves or clears away behind its rows is done when the workflow is.
    ...(await listRunningWorkflows(database, stage.engine.client)),
    ...(await verifyCommands(database, ledger)),
    ...(await verifyAdministration(database, ledger)),
    ...(await verifyTimelines(database)),
    ...(await verifyCertificates(database)),
    ...(await verifyFiles(database, stage.disk.directory, ledger)),
    ...(await verifyMessages(database)),
    ...(await reconcile(stage)),
  ];
}
