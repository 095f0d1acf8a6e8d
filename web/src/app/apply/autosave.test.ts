import { jest } from "@jest/globals";
import { ApiProblem, offlineProblem } from "../api/problem.ts";
import { Autosave } from "./autosave.ts";

const draft = { id: "d1", version: 3, savedAt: "2026-11-26T02:00:00Z" };

/** A server that answers as told and remembers what it was sent. */
function server() {
  const sent: { version: number; form: unknown }[] = [];
  let answer: () => Promise<unknown> = () => Promise.resolve(undefined);
  const call = async (_: unknown, given: { body: { version: number; form: unknown } }) => {
    sent.push(given.body);
    await answer();
    return { version: given.body.version + 1, savedAt: "2026-11-26T02:32:00Z" };
  };
  return {
    sent,
    api: { call } as never,
    offline: () => (answer = () => Promise.reject(offlineProblem())),
    online: () => (answer = () => Promise.resolve(undefined)),
    refuse: () =>
      (answer = () =>
        Promise.reject(
          new ApiProblem({ kind: "refusal", status: 409, code: "stale-version", message: "这份草稿在别处改过。" }),
        )),
  };
}

function storage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe("autosave", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("P6 many keys become one save, and the next one carries the version the first brought", async () => {
    const { sent, api } = server();
    const autosave = new Autosave(api, draft, storage(), new EventTarget());
    for (const text of ["覃", "覃志", "覃志远"]) autosave.change({ text });
    await autosave.flush();
    autosave.change({ text: "覃志远2" });
    await autosave.flush();
    expect(sent).toEqual([
      { version: 3, form: { text: "覃志远" } },
      { version: 4, form: { text: "覃志远2" } },
    ]);
    expect(autosave.saved()).toEqual({ state: "saved", at: "2026-11-26T02:32:00Z" });
    expect(autosave.current).toBe(5);
  });

  test("it saves by itself after the last key", async () => {
    const { sent, api } = server();
    new Autosave(api, draft, storage(), new EventTarget()).change({ text: "a" });
    expect(sent).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(sent).toHaveLength(1);
  });

  test("P6 without network the values lie on this device and go on when it is back", async () => {
    const { sent, api, offline, online } = server();
    const place = storage();
    const device = new EventTarget();
    const autosave = new Autosave(api, draft, place, device);
    offline();
    autosave.change({ text: "没网" });
    expect((await autosave.flush()).state).toBe("here");
    expect(new Autosave(api, draft, place, new EventTarget()).left()).toEqual({ text: "没网" });
    online();
    device.dispatchEvent(new Event("online"));
    await jest.advanceTimersByTimeAsync(0);
    await autosave.flush();
    expect(autosave.saved().state).toBe("saved");
    expect(sent.at(-1)).toEqual({ version: 3, form: { text: "没网" } });
    expect(place.kept.size).toBe(0);
  });

  test("P6 what another device saved meanwhile is not overwritten", async () => {
    const { sent, api, refuse } = server();
    const autosave = new Autosave(api, draft, storage(), new EventTarget());
    refuse();
    autosave.change({ text: "旧" });
    await autosave.flush();
    expect(autosave.refused()?.code).toBe("stale-version");
    autosave.change({ text: "更旧" });
    await autosave.flush();
    expect(sent).toHaveLength(1);
  });

  test("values kept on this device for an older version are not brought back", () => {
    const place = storage();
    place.setItem("rct-draft-d1", JSON.stringify({ version: 2, form: { text: "旧" }, at: "" }));
    expect(new Autosave(server().api, draft, place, new EventTarget()).left()).toBeUndefined();
  });
});
