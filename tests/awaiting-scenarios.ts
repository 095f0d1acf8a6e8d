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
];
