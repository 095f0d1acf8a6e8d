import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundle } from "@temporalio/worker";

const requestTrail = fileURLToPath(new URL("../workflows/request-trail.ts", import.meta.url));

/** The workflows as one file for the sandbox, bounded by a test (2 MB): forms and catalogues never enter it. */
export async function bundleWorkflows(workflowsPath: string): Promise<WorkflowBundle> {
  return bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [requestTrail],
    logger: new DefaultLogger("WARN"),
  });
}
