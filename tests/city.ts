import { createHash } from "node:crypto";
import type { CaseView } from "../api/contracts/cases.ts";
import type { Verification } from "../api/contracts/public.ts";
import { row, rows } from "../db/connection.ts";
import { demoPeople } from "../ops/demo-data/people.ts";
import { approve, decide, lost, type Parties } from "../ops/demo-data/story.ts";
import { Visitor } from "../ops/demo-data/visitor.ts";
import { busyMachine, type RunningProduct } from "./running-product.ts";
import { until } from "./until.ts";

/** A running product, and whoever comes to its door. */
export interface City {
  product: RunningProduct;
  visit(loginName: string): Promise<Visitor>;
}

export const cityOf = (product: RunningProduct): City => ({
  product,
  visit: (loginName) => Visitor.logIn(product.address, product.environment.BASE_URL!, loginName),
});

/** A loss declared: the notice runs. */
export async function declare(city: City, person: string, number: string): Promise<Parties> {
  const applicant = await city.visit(demoPeople.find(({ key }) => key === person)!.phone);
  const certificate = await row<{ id: string }>(
    city.product.database,
    "select id from certificates where number = $1 and origin = 'imported'",
    [number],
  );
  return { applicant, as: city.visit, caseId: await applicant.declare(certificate!.id, lost) };
}

/** The same case in the product that was restored. */
export async function again(city: City, person: string, earlier: Parties): Promise<Parties> {
  const applicant = await city.visit(demoPeople.find(({ key }) => key === person)!.phone);
  return { applicant, as: city.visit, caseId: earlier.caseId };
}

export const desks = ["danwei", "zhuguan", "shizhigaiban"];
export async function pass(parties: Parties, ...at: string[]): Promise<void> {
  for (const desk of at) await decide(parties, desk, approve("情况属实，同意。"));
}

export const view = ({ applicant, caseId }: Parties) => applicant.call<CaseView>("GET", `/api/cases/${caseId}`);
export const finished = (parties: Parties) =>
  until(
    async () => {
      const { status, documents } = await view(parties);
      return status === "completed" && documents.length > 0 && documents.every(({ ready }) => ready);
    },
    "the end of the case, with its papers",
    busyMachine,
  );

/** What was acknowledged: every event of every case. */
export async function eventsOf(product: RunningProduct): Promise<string[]> {
  const found = await rows<{ line: string }>(
    product.database,
    "select case_id || ' ' || seq || ' ' || type as line from case_events order by case_id, seq",
  );
  return found.map(({ line }) => line);
}

/** The certificate's file as its holder downloads it, checked at the public's door. */
export async function checkedFile(
  city: City,
  parties: Parties,
): Promise<{ sha256: string; signature: string; state: string }> {
  const { newCertificateId } = await view(parties);
  const file = await parties.applicant.download(`/api/certificates/${newCertificateId}/file`);
  const check = await Visitor.anonymous(city.product.address, city.product.environment.BASE_URL!).call<{
    signature: string;
    verification: Verification | null;
  }>("POST", "/api/public/certificate-files", file);
  const sha256 = createHash("sha256").update(file).digest("hex");
  return { sha256, signature: check.signature, state: check.verification!.state };
}
