import { getMatter } from "../../domain/matters/index.ts";
import type { FoundCase } from "../contracts/search.ts";
import type { FoundRow } from "../queries/search.ts";
import { statusOf } from "./status.ts";

/** One line of a search. */
export function presentFound(found: FoundRow): FoundCase {
  const matter = getMatter(found.matter);
  return {
    caseId: found.id,
    taskId: found.task_id,
    number: found.number,
    matterTitle: matter.title,
    applicantName: found.applicant_name,
    organisationName: found.organisation_name,
    certificateNumber: found.certificate_number,
    areaName: found.area_name,
    status: statusOf(found, { returned: false, own: false }),
    stepTitle: found.state === "open" && found.step ? (matter.steps[found.step]?.title ?? found.step) : null,
    officeName: found.state === "open" ? found.office_name : null,
    cameAt: found.came_at.toISOString(),
  };
}
