/** Something in the product's rows, files or engine that is not as its people were told. */
export interface Difference {
  /** Which rule is broken, in the same words every time. */
  what: string;
  caseId: string | null;
  detail: string;
}
