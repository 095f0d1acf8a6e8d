import type { Actor } from "../actor.ts";
import type { RefusalCode, RefusalParams } from "../refusal.ts";

/** Why not. `not-found` hides that the subject exists: what one may not see is answered with 404, never with 403. */
export interface Denial {
  code: RefusalCode;
  params: RefusalParams;
}

/** One line of the table: a sentence people read, and the same as a predicate over (actor, subject). */
export interface Condition<Subject> {
  says: string;
  /** Undefined when the condition holds. */
  denial(actor: Actor, subject: Subject): Denial | undefined;
}

/** One ability: all conditions must hold; the first that does not is the answer. */
export interface Ability<Subject> {
  title: string;
  when: readonly Condition<Subject>[];
}

export function condition<Subject>(
  says: string,
  holds: (actor: Actor, subject: Subject) => boolean,
  code: RefusalCode,
  params: (actor: Actor, subject: Subject) => RefusalParams = () => ({}),
): Condition<Subject> {
  return {
    says,
    denial: (actor, subject) => (holds(actor, subject) ? undefined : { code, params: params(actor, subject) }),
  };
}

/** Holds when either does; answers as the last one asked. */
export function either<Subject>(...conditions: readonly Condition<Subject>[]): Condition<Subject> {
  return {
    says: conditions.map(({ says }) => says).join("，或者"),
    denial(actor, subject) {
      let denial: Denial | undefined;
      for (const one of conditions) {
        denial = one.denial(actor, subject);
        if (!denial) return undefined;
      }
      return denial;
    },
  };
}

export function firstDenial<Subject>(ability: Ability<Subject>, actor: Actor, subject: Subject): Denial | undefined {
  for (const one of ability.when) {
    const denial = one.denial(actor, subject);
    if (denial) return denial;
  }
  return undefined;
}
