import { z } from "zod";
import { multiLine } from "../../domain/text-input.ts";
import { byId, done, id } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const phraseOutcome = z.enum(["approve", "return", "reject", "dismiss", "uphold"]);
export type PhraseOutcome = z.infer<typeof phraseOutcome>;

const text = multiLine({ label: "常用语", most: 200 });
const stepName = z.string().max(60);

export const phrase = z.object({
  id,
  /** Null: offered to everybody. */
  officeId: id.nullable(),
  matter: z.string(),
  step: z.string(),
  outcome: phraseOutcome,
  text: z.string(),
  /** The reader may change and end it. */
  changeable: z.boolean(),
});
export type Phrase = z.infer<typeof phrase>;

export const listPhrases = endpoint({
  id: "listPhrases",
  method: "GET",
  path: "/api/phrases",
  tag: "审核",
  summary: "常用语：负责人看本机构的，管理员看全部的（B-10）",
  access: "session",
  reply: z.object({
    /** Where the reader may add one. */
    offices: z.array(z.object({ id: id.nullable(), name: z.string() })),
    steps: z.array(
      z.object({
        matter: z.string(),
        matterTitle: z.string(),
        step: z.string(),
        stepTitle: z.string(),
        outcomes: z.array(phraseOutcome),
      }),
    ),
    phrases: z.array(phrase),
  }),
});

export const addPhrase = endpoint({
  id: "addPhrase",
  method: "POST",
  path: "/api/phrases",
  tag: "审核",
  summary: "增加一条常用语；已有相同的一条时就是那一条",
  access: "session",
  body: z.strictObject({ officeId: id.nullable(), matter: stepName, step: stepName, outcome: phraseOutcome, text }),
  reply: z.object({ id }),
});

export const changePhrase = endpoint({
  id: "changePhrase",
  method: "PUT",
  path: "/api/phrases/:id",
  tag: "审核",
  summary: "修改一条常用语：原来的停用，新的站在它的位置",
  access: "session",
  params: byId,
  body: z.strictObject({ text }),
  reply: z.object({ id }),
});

export const endPhrase = endpoint({
  id: "endPhrase",
  method: "DELETE",
  path: "/api/phrases/:id",
  tag: "审核",
  summary: "停用一条常用语",
  access: "session",
  params: byId,
  reply: done,
});
