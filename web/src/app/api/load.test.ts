import { ApplicationRef, signal } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { Api } from "./api.ts";
import { load } from "./load.ts";

/** Answers are given by hand, in any order. */
function loadByHand() {
  const answers: ((text: string) => void)[] = [];
  TestBed.configureTestingModule({ providers: [{ provide: Api, useValue: { returns: signal(0) } }] });
  const loaded = TestBed.runInInjectionContext(() =>
    load(
      () => ({ id: 1 }),
      () => new Promise<string>((resolve) => answers.push(resolve)),
    ),
  );
  return { answers, loaded };
}

test("B-03 what is asked for again while an answer is under way is read again: the older answer does not stay", async () => {
  const { answers, loaded } = loadByHand();
  TestBed.tick();
  loaded.reload();
  TestBed.tick();
  expect(answers.length).toBe(2);
  answers[1]!("已认领");
  answers[0]!("待认领");
  await TestBed.inject(ApplicationRef).whenStable();
  expect(loaded.value()).toBe("已认领");
});

test("B-03 the value stays to be read while it is loaded again", async () => {
  const { answers, loaded } = loadByHand();
  TestBed.tick();
  answers[0]!("待认领");
  await TestBed.inject(ApplicationRef).whenStable();
  loaded.reload();
  TestBed.tick();
  expect([loaded.value(), loaded.first(), loaded.loading()]).toEqual(["待认领", false, true]);
  answers[1]!("已认领");
  await TestBed.inject(ApplicationRef).whenStable();
  expect(loaded.value()).toBe("已认领");
});
