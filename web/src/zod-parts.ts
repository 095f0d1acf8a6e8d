/**
 * What the domain and the contracts use of zod, name by name: a namespace exported whole would be kept whole. When the
 * compiler says that something is missing here, add it.
 */
import { number as coercedNumber } from "../../node_modules/zod/v4/classic/coerce.js";
import { date, datetime } from "../../node_modules/zod/v4/classic/iso.js";

export {
  array,
  boolean,
  discriminatedUnion,
  enum,
  int,
  literal,
  null,
  number,
  object,
  preprocess,
  record,
  strictObject,
  string,
  union,
  uuid,
} from "../../node_modules/zod/v4/classic/schemas.js";
export type { ZodObject, ZodType } from "../../node_modules/zod/v4/classic/schemas.js";
export type { infer, input, output } from "../../node_modules/zod/v4/core/index.js";
export type * as core from "../../node_modules/zod/v4/core/index.js";

export const iso = { date, datetime };
export const coerce = { number: coercedNumber };
