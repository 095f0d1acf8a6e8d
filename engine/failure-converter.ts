import { DefaultFailureConverter } from "@temporalio/common";

/** Messages and stacks of failures go through the codec too: a failing sentence may quote a row. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
