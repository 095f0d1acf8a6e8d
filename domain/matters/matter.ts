import type { z } from "zod";
import type { FormLayout } from "./form-layout.ts";

/** Who acts in a step. The routing rules turn a party into one receiver: an office, the employer or the applicant. */
export type Party = "applicant" | "employer" | "department" | "title-office" | "public" | "system";

/** The verbs of the prose that a step may be used with (workflows/steps.ts). */
export type StepKind = "ask" | "review" | "notice" | "effect";

/** What everyone but the prose needs to know about one step. A definition has no order: order stands in the prose. */
export interface StepDefinition {
  title: string;
  kind: StepKind;
  party: Party;
  /** What the applicant reads while this step is the open one. */
  waitingSentence: string;
  /** Working days that no rule may shorten (D24), with the article that says so. */
  legalFloor?: { workingDays: number; article: string };
  /** May a routing rule skip this step? */
  maySkip: boolean;
  /** A review that ends with the office's seal needs a fresh password before it is sent (B-10, quality.md Security). */
  sealed: boolean;
  opinionRequired: boolean;
  form?: FormDefinition;
}

export interface FormDefinition {
  schema: z.ZodObject;
  layout: FormLayout;
  materials: readonly MaterialKind[];
}

/** One line of the proof table (S0-11, S2-10). */
export interface MaterialKind {
  kind: string;
  title: string;
  required: boolean;
  hint: string;
  /** `photo`: the certificate photo with its own checks (S4-18); `proof`: jpg, png or pdf. */
  check: "photo" | "proof";
  most: number;
}

/** A fact of a case that rules may ask. */
export interface FactDefinition {
  label: string;
  values: Readonly<Record<string, string>>;
  /** More values: the entries that administrators keep in this catalogue, each by its name. */
  catalogue?: "title-series";
}

export interface MatterDefinition {
  matter: string;
  title: string;
  shortTitle: string;
  source: string;
  /** Begins the case number: `YS-LZ-2026-000137`. */
  numberPrefix: string;
  summary: string;
  /** S2-17: what an applicant should know before starting, in the order in which it happens. */
  guidance: readonly string[];
  steps: Readonly<Record<string, StepDefinition>>;
  /** The step that starts a case. */
  firstStep: string;
  /** The office whose approval is the last word; it also decides objections (D3). */
  finalStep: string;
  /** What routing rules may ask, with the Chinese label and the values. */
  facts: Readonly<Record<string, FactDefinition>>;
  documents: readonly { kind: string; title: string; for: readonly ("applicant" | "employer")[] }[];
  /** D27: the article that a rejection rests on, and for how many days its review may be asked for. */
  rejection: { article: string; appealDays: number };
}
