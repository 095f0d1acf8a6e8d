/**
 * zod as the domain and the contracts import it (`paths` in tsconfig.json), without the forty languages of its
 * messages, its JSON-schema tools and its coercion of other formats: they would be half of the first load. What no rule
 * words itself is said as the server says it.
 */
import { config } from "../../node_modules/zod/v4/core/index.js";
import { sentenceOfIssue } from "../../domain/texts/input-errors.ts";

config({ customError: sentenceOfIssue });

export * as z from "./zod-parts.ts";
