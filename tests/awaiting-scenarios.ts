/**
 * Endpoints whose lines in the table of permissions and whose scenarios are still to be written. A debt: it only
 * shrinks. A new endpoint brings its own lines (tests/permission-rows.ts, tests/scenarios/).
 */
export const awaitingScenarios: readonly string[] = [
  "listSubstitutions",
  "listSubstitutes",
  "arrangeSubstitute",
  "endSubstitution",
  "listLeavers",
  "previewHandover",
  "handOver",
  "listSavedFilters",
  "removeFilter",
  "saveFilter",
  "searchCases",
  "addSigner",
  "appendUpload",
  "beginUpload",
  "completeUpload",
  "dropUpload",
  "findSigners",
  "giveBackTask",
  "keepTaskPrint",
  "lendTask",
  "listColleagues",
  "listMovedCases",
  "listUploads",
  "printDraft",
  "removeSigner",
  "suggestOrganisations",
  "transferTask",
];
