import { bundleWorkflowCode, DefaultLogger, type WorkflowBundle } from "@temporalio/worker";

/** The workflows as one file for the sandbox, bounded by a test (2 MB): forms and catalogues never enter it. */
export async function bundleWorkflows(workflowsPath: string): Promise<WorkflowBundle> {
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger("WARN") });
}
