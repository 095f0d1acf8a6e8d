/** Rows as the statements of this product read them: one shape per table, columns as they are named. */
export interface CaseRow {
  id: string;
  number: string;
  matter: string;
  area_id: string;
  area_path: string[];
  account_id: string;
  person_id: string;
  applicant_name: string;
  organisation_id: string | null;
  organisation_name: string | null;
  certificate_id: string | null;
  state: "open" | "closed";
  outcome: string | null;
  ending_reason: string | null;
  step: string | null;
  round: number;
  facts: Record<string, string>;
  clock_ahead: number;
  opened_at: Date;
  closed_at: Date | null;
  last_seq: number;
}

export interface TaskRow {
  id: string;
  case_id: string;
  seq: number;
  kind: "ask" | "review" | "objection";
  step: string;
  round: number;
  receiver_kind: "office" | "organisation" | "applicant";
  receiver_id: string;
  receiver_name: string;
  area_path: string[];
  area_name: string;
  matter: string;
  case_number: string;
  applicant_name: string;
  organisation_name: string | null;
  organisation_id: string | null;
  certificate_number: string | null;
  returned: boolean;
  rule_id: string | null;
  rule_version: number | null;
  due_at: Date | null;
  due_in_working_days: number | null;
  /** When the wall clock reaches the due date (epoch ms); the greatest safe integer without one. */
  due_order: number;
  /** From when on, by the wall clock (epoch ms), it has something to remind of; 0: as soon as a sweep looks. */
  sweep_order: number;
  provisional: boolean;
  clock_ahead: number;
  holder_id: string | null;
  holder_name: string | null;
  claimed_at: Date | null;
  /** `waiting`: a signer whose turn has not come. */
  state: "open" | "waiting" | "decided" | "recalled" | "closed";
  outcome: string | null;
  opinion: string | null;
  sealed: boolean;
  decided_by: string | null;
  decided_by_name: string | null;
  opened_at: Date;
  decided_at: Date | null;
  objection_id: string | null;
  escalated_at: Date | null;
  /** The office above that was told of it, while the task has not gone there. */
  escalated_to: string | null;
  /** Since when its days count, where that is not `opened_at`. */
  counted_from: Date | null;
  /** When the days of this step ran at this desk before. */
  earlier_runs: StoredRun[];
  /** Left undecided: its days stand still since then, until `resumed_at`, when a later task went on with them. */
  paused_at: Date | null;
  resumed_at: Date | null;
  /** Whose the task is while a colleague looks at it (B-04). */
  lender_id: string | null;
  /** The counter-signing this task is one signature of (B-09). */
  signing_id: string | null;
  sign_order: number | null;
  /** Who added this signer to the running step; null: the rule named it. */
  added_by: string | null;
  /** The office at whose task it was added: its chief may take the signer out again. */
  added_for_office_id: string | null;
  version: number;
}

/** A span in which a step's days ran; instants, ISO 8601. */
export interface StoredRun {
  from: string;
  to: string;
}

/** How several offices sign one step: how many must agree, and what it is they sign. */
export interface SigningRow {
  id: string;
  case_id: string;
  step: string;
  round: number;
  seq: number;
  mode: "all" | "any" | "ratio" | "in-turn";
  percent: number | null;
  form_hash: string;
}

export interface NoticeRow {
  id: string;
  case_id: string;
  step: string;
  seq: number;
  published_at: Date;
  working_days: number;
  ends_at: Date;
  provisional: boolean;
  calendar_version: number;
  state: "running" | "ended" | "upheld" | "closed";
  ended_at: Date | null;
  clock_ahead: number;
  rule_version: number | null;
  published: PublishedLoss;
  changes: { at: string; from: string; to: string; reason: string }[];
}

/** What the public reads of a loss, masked when it was published (D4). */
export interface PublishedLoss {
  holder: string;
  level: string;
  series: string;
  title: string;
  certificateNumber: string;
  issuer: string;
  sentence: string;
}

export interface CertificateRow {
  id: string;
  number: string;
  management_number: string | null;
  issuer_office_id: string;
  issuer_name: string;
  person_id: string | null;
  holder_name: string;
  holder_sex: "male" | "female";
  document_number_cipher: string;
  document_number_hash: string;
  level: "junior" | "middle" | "deputy-senior" | "senior";
  series: string;
  title: string;
  speciality: string;
  obtained_how: string;
  year: number;
  obtained_on: string | null;
  awarded_on: string;
  panel: string;
  document_no: string;
  approved_by: string;
  paper: boolean;
  state: "preparing" | "valid" | "replaced" | "revoked";
  state_changed_at: Date;
  state_reason: string | null;
  replaces_id: string | null;
  issued_at: Date | null;
  token_cipher: string | null;
  token_hash: string | null;
  file_hash: string | null;
  photo_hash: string | null;
  origin: "issued" | "imported" | "confirmed";
  needs_review: string | null;
  case_id: string | null;
  effect: string | null;
}

export interface DraftRow {
  id: string;
  matter: string;
  step: string;
  account_id: string;
  certificate_id: string;
  case_id: string | null;
  round: number;
  form: Record<string, unknown>;
  version: number;
  created_at: Date;
  saved_at: Date;
  handed_in_at: Date | null;
}

export interface MaterialRow {
  id: string;
  draft_id: string;
  kind: string;
  file_hash: string;
  name: string;
  checks: { result: "ok" | "warning" | "cannot-check"; sentence: string }[];
  uploaded_at: Date;
  uploaded_by: string;
  removed_at: Date | null;
}

/** A file that arrives in parts; `material_id` once it was looked at and kept. */
export interface UploadRow {
  id: string;
  draft_id: string;
  kind: string;
  name: string;
  content_hash: string;
  size_in_bytes: number;
  touched_at: Date;
  material_id: string | null;
}

export type ScanState = "clean" | "quarantined" | "infected";

export interface OrganisationRow {
  id: string;
  credit_code: string;
  name: string;
  nature: string;
  area_id: string;
  department_id: string | null;
  status: "registered" | "in-use" | "ended";
}

export interface AreaRow {
  id: string;
  code: string;
  name: string;
  level: "country" | "province" | "city" | "county";
  parent_id: string | null;
  path: string[];
}
