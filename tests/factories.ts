import { uuidv7 } from "uuidv7";
import { row, rows, type Database } from "../db/connection.ts";
import type { FieldEncryption } from "../db/field-encryption.ts";
import type { CertificateRow, NoticeRow } from "../db/rows.ts";
import { identityNumberCheckCharacter } from "../domain/identity-number.ts";
import { hashPassword } from "../ports/passwords.ts";

/** Rows for tests, each valid by itself and different from the last; whatever a test is about, it names. */
export interface Factory {
  database: Database;
  encryption: FieldEncryption;
}

let made = 0;
const next = () => ++made;

/** The whole number whose first 17 characters these are. */
export const identityNumberOf = (body: string) => `${body}${identityNumberCheckCharacter(body)}`;
/** Nobody's yet. */
export const newIdentityNumber = () => identityNumberOf(`45020019610101${String(next()).padStart(3, "0")}`);

export const testPassword = "Correct-horse-9";
let passwordHash: Promise<string> | undefined;

async function insert<Row extends object>(
  database: Database,
  table: string,
  values: Record<string, unknown>,
): Promise<Row> {
  const columns = Object.keys(values);
  const found = await row<Row>(
    database,
    `insert into ${table} (${columns.join(", ")}) values (${columns.map((_, index) => `$${index + 1}`).join(", ")}) returning *`,
    Object.values(values),
  );
  return found!;
}

export async function buildArea(
  { database }: Factory,
  given: Partial<{ code: string; level: string; path: string[] }> = {},
) {
  const id = uuidv7();
  return insert<{ id: string; path: string[] }>(database, "areas", {
    id,
    code: given.code ?? `T${next()}`,
    name: "示例市",
    level: given.level ?? "city",
    path: [id, ...(given.path ?? [])],
  });
}

export async function buildOffice(
  factory: Factory,
  given: Partial<{ kind: string; name: string; area_id: string }> = {},
) {
  return insert<{ id: string; name: string; area_id: string }>(factory.database, "offices", {
    id: uuidv7(),
    kind: given.kind ?? "title-office",
    name: given.name ?? `示例职改办 ${next()}`,
    area_id: given.area_id ?? (await buildArea(factory)).id,
  });
}

export async function buildOrganisation(
  factory: Factory,
  given: Partial<{ area_id: string; department_id: string; status: string }> = {},
) {
  return insert<{ id: string; name: string }>(factory.database, "organisations", {
    id: uuidv7(),
    credit_code: `TEST${String(next()).padStart(14, "0")}`,
    name: `示例公司 ${next()}`,
    nature: "企业",
    area_id: given.area_id ?? (await buildArea(factory)).id,
    department_id: given.department_id ?? null,
    status: given.status ?? "in-use",
  });
}

export async function buildPerson(
  { database, encryption }: Factory,
  given: Partial<{ name: string; number: string; phone: string }> = {},
) {
  const body = `4502001990010${String(next() % 10_000).padStart(4, "0")}`;
  const number = given.number ?? body + identityNumberCheckCharacter(body);
  const phone = given.phone ?? `139${String(next()).padStart(8, "0")}`;
  const person = await insert<{ id: string; name: string }>(database, "people", {
    id: uuidv7(),
    document_type: "identity-card",
    document_number_cipher: encryption.encrypt("people.document_number", number),
    document_number_hash: encryption.hash("document-number", number),
    name: given.name ?? "覃示例",
    sex: "male",
    birth_date: "1990-01-01",
    phone_cipher: encryption.encrypt("people.phone", phone),
    phone_hash: encryption.hash("phone", phone),
    position: "工程师",
  });
  return { ...person, number, phone };
}

/** Signs in with `testPassword`. */
export async function buildAccount(
  factory: Factory,
  given: Partial<{ login_name: string; person_id: string | null; status: string; display_name: string }> = {},
) {
  passwordHash ??= hashPassword(testPassword);
  return insert<{ id: string; login_name: string }>(factory.database, "accounts", {
    id: uuidv7(),
    login_name: given.login_name ?? `account-${next()}`,
    password_hash: await passwordHash,
    status: given.status ?? "active",
    display_name: given.display_name ?? "示例账号",
    person_id: given.person_id ?? null,
  });
}

/** A person who can sign in. */
export async function buildApplicant(factory: Factory, given: Partial<{ name: string }> = {}) {
  const person = await buildPerson(factory, given);
  const account = await buildAccount(factory, { person_id: person.id, display_name: person.name });
  return { ...account, person };
}

export async function buildMembership(
  { database }: Factory,
  given: {
    account_id: string;
    role: "agent" | "reviewer" | "chief" | "administrator";
    office_id?: string;
    organisation_id?: string;
    valid_from?: string;
    valid_to?: string | null;
  },
) {
  return insert<{ id: string }>(database, "memberships", {
    id: uuidv7(),
    office_id: null,
    organisation_id: null,
    valid_from: "2024-01-01",
    valid_to: null,
    ...given,
  });
}

export async function buildCertificate(
  factory: Factory,
  given: Partial<Record<keyof CertificateRow, unknown>> & { documentNumber?: string } = {},
): Promise<CertificateRow> {
  const { documentNumber = "450200199001010018", ...columns } = given;
  const { encryption } = factory;
  return insert<CertificateRow>(factory.database, "certificates", {
    id: uuidv7(),
    number: `06${String(next()).padStart(6, "0")}`,
    issuer_office_id: columns["issuer_office_id"] ?? (await buildOffice(factory)).id,
    issuer_name: "示例市人力资源和社会保障局",
    holder_name: "覃示例",
    holder_sex: "male",
    document_number_cipher: encryption.encrypt("certificates.document_number", documentNumber),
    document_number_hash: encryption.hash("document-number", documentNumber),
    level: "middle",
    series: "工程技术",
    title: "工程师",
    speciality: "机械工程",
    obtained_how: "评审",
    year: 2016,
    awarded_on: "2016-12-20",
    paper: true,
    state: "valid",
    state_changed_at: new Date("2016-12-20T00:00:00+08:00"),
    origin: "confirmed",
    ...columns,
  });
}

/** A case as the activities leave it; for what only reads rows. Cases that run are made by tests/case-desk.ts. */
export async function buildCase(
  factory: Factory,
  given: { account_id: string; person_id: string } & Record<string, unknown>,
): Promise<{ id: string; number: string; round: number }> {
  const area = await buildArea(factory);
  return insert(factory.database, "cases", {
    id: uuidv7(),
    number: `YS-TT-2026-${String(next()).padStart(6, "0")}`,
    matter: "certificate-replacement",
    area_id: area.id,
    area_path: area.path,
    applicant_name: "覃示例",
    state: "open",
    step: "loss",
    round: 1,
    facts: "{}",
    opened_at: new Date(),
    last_seq: 1,
    ...given,
  });
}

export async function buildNotice(
  { database }: Factory,
  given: { case_id: string } & Partial<Record<keyof NoticeRow, unknown>>,
): Promise<NoticeRow> {
  return insert<NoticeRow>(database, "notices", {
    id: uuidv7(),
    step: "loss",
    seq: 2,
    published_at: new Date(),
    working_days: 5,
    ends_at: new Date(Date.now() + 7 * 86_400_000),
    provisional: false,
    calendar_version: 1,
    state: "running",
    published: JSON.stringify({
      holder: "覃**",
      level: "中级",
      series: "工程技术",
      title: "工程师",
      certificateNumber: "06****16",
      issuer: "示例市人力资源和社会保障局",
      sentence: "持证人声明：上述证书约于2026年3月因搬家、搬迁遗失，声明作废。",
    }),
    ...given,
  });
}

export async function buildNotification(
  { database }: Factory,
  given: { account_id: string } & Record<string, unknown>,
) {
  return insert<{ id: string }>(database, "notifications", {
    id: uuidv7(),
    kind: "declared",
    title: "标题",
    body: "内容",
    at: new Date(),
    day: "2026-11-21",
    ...given,
  });
}

/** The calendar that the product ships with is not needed to count: plain weekdays are enough here. */
export async function plantCalendarVersion({ database }: Factory): Promise<void> {
  await rows(
    database,
    "insert into calendar_versions (version, changed_at, note) values (1, now(), 'test') on conflict do nothing",
  );
}
