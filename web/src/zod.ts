/**
 * zod as the domain and the contracts import it (`paths` in tsconfig.json), without the forty languages of its
 * messages, its JSON-schema tools and its coercion of other formats: they would be half of the first load. Messages
 * that no rule of ours words are Chinese.
 */
import { config } from "../../node_modules/zod/v4/core/index.js";
import chinese from "../../node_modules/zod/v4/locales/zh-CN.js";

config(chinese());

export * as z from "./zod-parts.ts";
