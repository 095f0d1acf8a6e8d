import { certificateReplacement } from "./certificate-replacement.ts";
import type { MatterDefinition, StepDefinition } from "./matter.ts";

/** The only list of matters besides the workflow registry: one line per matter. */
export const matters: readonly MatterDefinition[] = [certificateReplacement];

export function findMatter(matter: string): MatterDefinition | undefined {
  return matters.find((candidate) => candidate.matter === matter);
}

/** @throws Error when the matter is unknown: a row that names one we do not ship is a fault, not a refusal. */
export function getMatter(matter: string): MatterDefinition {
  const found = findMatter(matter);
  if (!found) throw new Error(`unknown matter ${matter}`);
  return found;
}

/** @throws Error when the matter has no such step. */
export function getStep(matter: string, step: string): StepDefinition {
  const found = getMatter(matter).steps[step];
  if (!found) throw new Error(`unknown step ${matter}/${step}`);
  return found;
}
