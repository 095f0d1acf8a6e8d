/** Cases: workflow tasks and the local activities of a decision. */
export const casesTaskQueue = "cases";
/** What takes seconds and may fail for long: documents, sealing. */
export const documentsTaskQueue = "documents";
