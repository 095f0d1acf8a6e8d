import fc from "fast-check";
import { getMatter } from "../domain/matters/index.ts";
import { strike } from "./book.ts";
import { certificateReplacement } from "./certificate-replacement.ts";
import type { Prose } from "./case.ts";
import { read, readRoute, type Answers } from "./reading.ts";

const prose = certificateReplacement.prose as Prose<string, string>;
const wholePath = ["declare", "loss", "materials", "employer", "department", "title-office", "issue-certificate"];
const usually: Answers = (_step, verb) => (verb === "ask" ? {} : verb === "notice" ? "unopposed" : "approved");
const stopAt =
  (stopped: string): Answers =>
  (step, verb) =>
    step === stopped ? undefined : usually(step, verb);

test("S2-10 B-12 the prose read once gives the route in the regulation's order", async () => {
  expect((await readRoute("certificate-replacement")).map(({ step }) => step)).toEqual(wholePath);
});

test("S2-10 granted: every step once, the effect last, completed", async () => {
  const reading = await read(prose, usually);
  expect(reading.outcome).toBe("completed");
  expect(reading.path.at(-1)).toEqual({ step: "issue-certificate", verb: "carryOut" });
});

test.each(wholePath)("S2-10 stopped at %s, nothing after it is met", async (stopped) => {
  const reading = await read(prose, stopAt(stopped));
  expect(reading.outcome).toBeUndefined();
  expect(reading.path.map(({ step }) => step)).toEqual(wholePath.slice(0, wholePath.indexOf(stopped) + 1));
});

test("S2-09 no seal without the notice: whatever else is skipped, the certificate comes after the loss notice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray(["employer", "department", "title-office"]), async (skipped) => {
      const reading = await read(prose, (step, verb) => (skipped.includes(step) ? "skipped" : usually(step, verb)));
      const steps = reading.path.map(({ step }) => step);
      expect(steps.indexOf("issue-certificate")).toBeGreaterThan(steps.indexOf("loss"));
    }),
  );
});

test("B-08 a return strikes the target and what follows; straight back strikes the target alone; what stands before stays", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.boolean(), (to, open, straight) => {
      fc.pre(to < open);
      const path = wholePath.slice(0, open + 1);
      const kept = Object.fromEntries(path.slice(0, -1).map((step) => [step, "approved"]));
      const left = Object.keys(strike({ kept, path }, wholePath[to]!, straight));
      const expected = path.slice(0, -1).filter((_step, at) => at < to || straight);
      expect(left).toEqual(expected.filter((step) => step !== wholePath[to]));
    }),
  );
});

test("S2-10 the definition knows every step of the prose, and no other", async () => {
  const steps = (await readRoute("certificate-replacement")).map(({ step }) => step);
  expect(Object.keys(getMatter("certificate-replacement").steps).sort()).toEqual([...steps].sort());
});

test("a step that stands twice in one reading is a mistake in the prose", async () => {
  const twice: Prose<string, string> = async (c) => {
    await c.ask("declare");
    await c.ask("declare");
    return "completed";
  };
  await expect(read(twice, usually)).rejects.toThrow("declare stands twice");
});
