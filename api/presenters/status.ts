import type { CaseRow } from "../../db/rows.ts";
import { assertNever } from "../../domain/assert-never.ts";
import { getStep } from "../../domain/matters/index.ts";
import type { StatusWord } from "../contracts/common.ts";

/** The one status word of a case; `own`: the reader is the applicant, whose turn it may be. */
export function statusOf(
  theCase: Pick<CaseRow, "matter" | "state" | "outcome" | "step">,
  asked: { returned: boolean; own: boolean },
): StatusWord {
  if (theCase.state === "closed") return closedStatus(theCase.outcome);
  if (theCase.step === null) return "in-review";
  const { kind } = getStep(theCase.matter, theCase.step);
  switch (kind) {
    case "ask":
      if (!asked.own) return "in-review";
      return asked.returned ? "returned-to-you" : "your-turn";
    case "notice":
      return "on-notice";
    case "review":
      return "in-review";
    case "effect":
      return "issuing";
    default:
      return assertNever(kind);
  }
}

function closedStatus(outcome: string | null): StatusWord {
  switch (outcome) {
    case "completed":
    case "withdrawn":
    case "objection-upheld":
      return outcome;
    default:
      return "rejected";
  }
}
