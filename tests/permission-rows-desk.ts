import { randomUUID } from "node:crypto";
import { denialOf, type AbilityName } from "../domain/policy/index.ts";
import { demoOffices } from "../ops/demo-data/places.ts";
import { needs, office, ofDrafts, ofTasks, type PermissionRow } from "./permission-rows.ts";
import type { Subjects } from "./permission-subjects.ts";

const reason = "请你办理";
const asking = { key: randomUUID(), reason };
/** A day that no run of this test will see the end of. */
const until = "2099-12-31";
const filter = { name: "本周到期", page: "inbox", query: {} };
const shared = demoOffices.find(({ key }) => key === "city-title-office")!.id;
const other = demoOffices.find(({ key }) => key === "school-department")!.id;

/** Nobody at all: whom the policy lets hand over is told so. */
const nobody = randomUUID();

/** The lines of what a desk does beside deciding, and of files that arrive in parts. */
export const deskPermissionRows: Readonly<Record<string, (subjects: Subjects) => PermissionRow[]>> = {
  listColleagues: ofTasks(["see-task", "transfer-task"], 200),
  transferTask: ofTasks(["see-task", "transfer-task"], "no-such-colleague", {
    body: { version: 1, to: nobody, reason },
  }),
  urgeTask: ofTasks(["see-task", "urge-task"], 200, { body: { opinion: reason }, changes: true }),
  takeOverTask: ofTasks(["see-task", "take-over-task"], "stale-version", { body: { version: 99, opinion: reason } }),
  lendTask: ofTasks(["see-task", "lend-task"], "no-such-colleague", {
    body: { version: 1, to: nobody, reason, until },
  }),
  giveBackTask: ofTasks(["see-task", "give-back-task"], 200, { body: { advice: "属实" }, changes: true }),
  keepTaskPrint: ofTasks(["see-task"], 200),
  addSigner: ofTasks(["see-task", "add-signer"], "engine-unreachable", { body: { ...asking, officeId: other } }),
  findSigners: ofTasks(["see-task", "add-signer"], 200),
  // Whoever added the signer need not see its office's task.
  removeSigner: ofTasks(["remove-signer"], "engine-unreachable", { body: asking }),

  suggestOrganisations: () => office("read-inbox"),
  searchCases: () => office("read-inbox"),
  hideNumber: () => office("read-inbox", 200, { body: { text: "450200199912310008" } }),
  exportInbox: () => office("read-inbox", 200, { query: { format: "csv" } }),
  exportSearch: () => office("read-inbox", 200, { query: { format: "csv" } }),
  listSavedFilters: () => office("read-inbox"),
  saveFilter: () => [
    ...office("read-inbox", 200, { subject: "own filter", body: { ...filter, officeId: null } }),
    {
      ...{ subject: "shared filter", body: { ...filter, officeId: shared }, allowed: 200 },
      denial: (actor) =>
        denialOf("read-inbox", actor, null) ??
        denialOf("share-filter", actor, { accountId: actor.accountId, officeId: shared }),
    },
  ],
  removeFilter: ({ filters }) =>
    filters.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(["remove-filter"], subject), allowed: 200, changes: true },
    })),

  listBulkBatches: () => office("read-inbox"),
  // Of nothing: whom the policy lets make one is told so.
  makeBulkBatch: () => office("read-inbox", "not-found", { body: { key: nobody, taskIds: [nobody], from: null } }),
  getBulkBatch: ofBatches(["see-bulk-batch"], 200),
  exportBulkBatch: ofBatches(["see-bulk-batch"], 200, { query: { format: "csv" } }),
  // On a version and a content that it never had.
  changeBulkBatch: ofBatches(["change-bulk-batch"], "stale-version", {
    body: { version: 99, items: [{ taskId: nobody, decision: { outcome: "approve", opinion: "同意。" } }] },
  }),
  dropBulkBatch: ofBatches(["change-bulk-batch"], 200, { changes: true }),
  confirmBulkBatch: ofBatches(["change-bulk-batch"], "stale-version", {
    body: { hash: "0".repeat(64), password: "not-the-password" },
  }),
  beginBulkBatch: ofBatches(["change-bulk-batch"], "stale-version", { body: { hash: "0".repeat(64) } }),

  listPhrases: () => [
    {
      ...{ subject: "phrases", allowed: 200 },
      denial: (actor) => denialOf("read-phrases", actor, { officeId: null }),
    },
  ],
  // For a step that no matter has: whom the policy lets add one is told so.
  addPhrase: () =>
    [shared, other, null].map((officeId) => ({
      subject: `phrases of ${officeId}`,
      body: { officeId, matter: "no-such-matter", step: "none", outcome: "approve", text: "同意。" },
      denial: (actor) => denialOf("keep-phrases", actor, { officeId }),
      allowed: "no-such-step",
    })),
  changePhrase: ofPhrases({ body: { text: "改过的一句。" } }),
  endPhrase: ofPhrases(),

  getOwnNote: ofTasks(["keep-own-note"], 200),
  keepOwnNote: ofTasks(["keep-own-note"], 200, { body: { opinion: "", note: "备忘" } }),
  getColumns: () => office("read-inbox"),
  chooseColumns: () => office("read-inbox", 200, { body: { list: "inbox", columns: null } }),

  beginUpload: ofDrafts(["see-draft", "change-draft"], 400, () => ({
    body: { kind: "no-such-kind", name: "a.pdf", sizeInBytes: 9, hash: "0".repeat(64) },
  })),
  listUploads: ofDrafts(["see-draft"], 200),
  // The file that was begun in each draft has the draft's id; nothing of it has arrived.
  appendUpload: ofUploads(["see-draft", "change-draft"], "upload-offset", {
    ...{ query: { offset: "4" }, body: Buffer.from("%PDF-") },
  }),
  completeUpload: ofUploads(["see-draft", "change-draft"], "upload-offset"),
  dropUpload: ofUploads(["see-draft"], 200, { changes: true }),
  printDraft: ofDrafts(["see-draft", "change-draft"], "preview-unavailable"),

  listMovedCases: () => office("read-rules", "not-found", { params: { id: nobody, move: "0".repeat(24) } }),
};

function ofPhrases(rest: Partial<PermissionRow> = {}) {
  return ({ phrases }: Subjects): PermissionRow[] =>
    phrases.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(["keep-phrases"], subject), allowed: 200, changes: true },
      ...rest,
    }));
}

function ofBatches(
  names: readonly AbilityName[],
  allowed: PermissionRow["allowed"],
  rest: Partial<PermissionRow> = {},
) {
  return ({ batches }: Subjects): PermissionRow[] =>
    batches.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(names, subject), allowed },
      ...rest,
    }));
}

function ofUploads(
  names: Parameters<typeof ofDrafts>[0],
  allowed: PermissionRow["allowed"],
  rest: Partial<PermissionRow> = {},
) {
  return (subjects: Subjects): PermissionRow[] =>
    ofDrafts(
      names,
      allowed,
      () => rest,
    )(subjects).map((row) => ({
      ...row,
      params: { ...row.params, uploadId: row.params!["id"]! },
    }));
}
