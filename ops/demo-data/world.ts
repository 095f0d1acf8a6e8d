import { uuidv7 } from "uuidv7";
import { rows, type Database } from "../../db/connection.ts";
import type { FieldEncryption } from "../../db/field-encryption.ts";
import { shippedCalendar } from "../../domain/calendar-data.ts";
import { identityNumberCheckCharacter } from "../../domain/identity-number.ts";
import { hashPassword } from "../../ports/passwords.ts";
import { demoPassword } from "./accounts.ts";
import { demoPeople, demoStaff, type DemoPerson } from "./people.ts";
import { demoAreas, demoOffices, demoOrganisations, demoPhrases, demoRules, ruleSetId } from "./places.ts";

/** What stands before the first case: places, bodies, people, rules, calendar. Ids of what tests and the story name. */
export interface World {
  /** Account ids by login name. */
  accounts: Readonly<Record<string, string>>;
  /** Certificate ids by number. */
  certificates: Readonly<Record<string, string>>;
}

type Insert = (sql: string, bind: readonly unknown[]) => Promise<object[]>;

/** Plants the world into an empty, migrated database, in one transaction. */
export async function plantWorld(database: Database, encryption: FieldEncryption): Promise<World> {
  const passwordHash = await hashPassword(demoPassword);
  return database.transaction(async (transaction) => {
    const insert: Insert = (sql, bind) => rows(database, sql, bind, transaction);
    await plantPlaces(insert);
    await plantRules(insert);
    await plantCalendar(insert);
    const accounts: Record<string, string> = {};
    const certificates: Record<string, string> = {};
    for (const person of demoPeople) {
      accounts[person.phone] = await plantPerson(insert, encryption, person, passwordHash, certificates);
    }
    for (const member of demoStaff) {
      const accountId = uuidv7();
      accounts[member.loginName] = accountId;
      const number = member.number && member.number + identityNumberCheckCharacter(member.number);
      await insert(
        `insert into accounts (id, login_name, password_hash, display_name, email, identity_number_cipher, identity_number_hash)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          ...[accountId, member.loginName, passwordHash, member.name, `${member.loginName}@rencaitong.example`],
          ...[number && encryption.encrypt("accounts.identity_number", number)],
          ...[number && encryption.hash("document-number", number)],
        ],
      );
      for (const role of member.roles)
        await insert(
          "insert into memberships (id, account_id, office_id, organisation_id, role, valid_from) values ($1, $2, $3, $4, $5, '2024-01-01')",
          [uuidv7(), accountId, idOf(demoOffices, member.office), idOf(demoOrganisations, member.organisation), role],
        );
    }
    return { accounts, certificates };
  });
}

function idOf(list: readonly { key: string; id: string }[], key: string | undefined | null): string | null {
  return list.find((one) => one.key === key)?.id ?? null;
}

function areaId(code: string): string {
  const area = demoAreas.find((one) => one.code === code);
  if (!area) throw new Error(`no demo area ${code}`);
  return area.id;
}

async function plantPlaces(insert: Insert): Promise<void> {
  const paths = new Map<string, string[]>();
  for (const area of demoAreas) {
    const path = [area.id, ...(area.parent ? (paths.get(area.parent) ?? []) : [])];
    paths.set(area.code, path);
    await insert("insert into areas (id, code, name, level, parent_id, path) values ($1, $2, $3, $4, $5, $6::uuid[])", [
      ...[area.id, area.code, area.name, area.level, area.parent ? areaId(area.parent) : null, path],
    ]);
  }
  for (const office of demoOffices)
    await insert("insert into offices (id, kind, name, area_id, phone) values ($1, $2, $3, $4, $5)", [
      ...[office.id, office.kind, office.name, areaId(office.area), office.phone],
    ]);
  for (const body of demoOrganisations)
    await insert(
      "insert into organisations (id, credit_code, name, nature, area_id, department_id, status) values ($1, $2, $3, $4, $5, $6, $7)",
      [
        body.id,
        body.creditCode,
        body.name,
        body.nature,
        areaId(body.area),
        idOf(demoOffices, body.department),
        body.status,
      ],
    );
}

async function plantRules(insert: Insert): Promise<void> {
  await insert(
    `insert into rule_sets (id, version, effective_from, author, note, published_at)
     values ($1, 1, '2019-04-15T00:00:00+08:00', '苏明远', '柳职办〔2019〕17号启用时的规则', '2019-04-15T00:00:00+08:00')`,
    [ruleSetId],
  );
  for (const rule of demoRules)
    await insert(
      "insert into routing_rules (id, rule_set_id, matter, step, area_id, rule) values ($1, $2, $3, $4, $5, $6)",
      [...[rule.id, ruleSetId, rule.matter, rule.step, rule.areaId, JSON.stringify(rule)]],
    );
  for (const phrase of demoPhrases)
    await insert(
      "insert into phrases (id, place, matter, step, outcome, text) values ($1, $1, 'certificate-replacement', $2, $3, $4)",
      [...[uuidv7(), phrase.step, phrase.outcome, phrase.text]],
    );
}

async function plantCalendar(insert: Insert): Promise<void> {
  await insert(
    "insert into calendar_versions (version, changed_at, note) values (1, now(), '随产品附带的历年放假安排')",
    [],
  );
  for (const { layer, year, sourceDocument, basis, days } of shippedCalendar) {
    await insert(
      `insert into calendar_sources (id, layer, year, source_document, imported_at, complete) values ($1, $2, $3, $4, now(), $5)
       on conflict (layer, year) do nothing`,
      [uuidv7(), layer, year, sourceDocument, basis === "notice"],
    );
    for (const day of days)
      await insert(
        "insert into calendar_days (layer, date, kind, name, source_document, notice_year) values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        [layer, day.date, day.kind, day.name, sourceDocument, year],
      );
  }
}

async function plantPerson(
  insert: Insert,
  encryption: FieldEncryption,
  person: DemoPerson,
  passwordHash: string,
  certificates: Record<string, string>,
): Promise<string> {
  const number = person.number + identityNumberCheckCharacter(person.number);
  const [personId, accountId] = [uuidv7(), uuidv7()];
  const sex = Number(number[16]) % 2 === 1 ? "male" : "female";
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const numberHash = encryption.hash("document-number", number);
  await insert(
    `insert into people (id, document_type, document_number_cipher, document_number_hash, name, sex, birth_date, phone_cipher, phone_hash, email, position)
     values ($1, 'identity-card', $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[personId, encryption.encrypt("people.document_number", number), numberHash, person.name, sex, birthDate],
      ...[encryption.encrypt("people.phone", person.phone), encryption.hash("phone", person.phone)],
      ...[`${person.key}@rencaitong.example`, person.position],
    ],
  );
  await insert(
    "insert into accounts (id, login_name, password_hash, display_name, person_id, email) values ($1, $2, $3, $4, $5, $6)",
    [accountId, person.phone, passwordHash, person.name, personId, `${person.key}@rencaitong.example`],
  );
  if (person.organisation)
    await insert(
      "insert into employments (id, person_id, organisation_id, status, valid_from) values ($1, $2, $3, 'in-post', '2018-07-01')",
      [uuidv7(), personId, idOf(demoOrganisations, person.organisation)],
    );
  for (const certificate of person.certificates) {
    const id = uuidv7();
    certificates[certificate.number] = id;
    await insert(
      `insert into certificates (id, number, management_number, issuer_office_id, issuer_name, person_id, holder_name, holder_sex,
         document_number_cipher, document_number_hash, level, series, title, speciality, obtained_how, year, obtained_on, awarded_on,
         panel, document_no, approved_by, paper, state, state_changed_at, origin)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '评审', $15, $16::date, $16::date, $17, $18, $5, true, 'valid', $16::date, 'imported')`,
      [
        ...[id, certificate.number, null, idOf(demoOffices, "city-title-office"), "柳州市人力资源和社会保障局（演示）"],
        ...[personId, person.name, sex, encryption.encrypt("certificates.document_number", number), numberHash],
        ...[certificate.level, certificate.series, certificate.title, certificate.speciality, certificate.year],
        ...[certificate.awardedOn, panelOf(certificate), `柳演示〔${certificate.year}〕12号`],
      ],
    );
  }
  return accountId;
}

function panelOf(certificate: { series: string; level: string }): string {
  const level = certificate.level === "junior" ? "初级" : certificate.level === "middle" ? "中级" : "高级";
  return `柳州市${certificate.series}系列${level}评审委员会（演示）`;
}
