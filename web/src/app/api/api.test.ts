import { jest } from "@jest/globals";
import { TestBed } from "@angular/core/testing";
import { getCase, listMyCases, withdrawCase } from "../../../../api/contracts/cases.ts";
import { logIn } from "../../../../api/contracts/session.ts";
import { Api } from "./api.ts";
import { CommandKeys } from "./command-keys.ts";
import { ApiProblem } from "./problem.ts";

const id = "00000000-0000-4000-8000-000000000001";
const key = "00000000-0000-4000-8000-000000000002";

interface Answer {
  status: number;
  body: unknown;
}

/** A server that gives its answers in order and remembers the requests. */
function serve(...answers: readonly Answer[]) {
  const requests: { address: string; init: RequestInit }[] = [];
  const waiting = [...answers];
  globalThis.fetch = ((address: string, init: RequestInit) => {
    requests.push({ address, init });
    const answer = waiting.shift();
    if (!answer) return Promise.reject(new TypeError("network"));
    const headers = { get: (name: string) => (name === "X-Request-Id" ? "req-9" : null) };
    return Promise.resolve({
      ok: answer.status < 300 && answer.status >= 200,
      status: answer.status,
      headers,
      json: () => Promise.resolve(answer.body),
    });
  }) as never;
  return requests;
}

const refusal = (status: number, code: string) => ({
  status,
  body: { error: { kind: "refusal", code, message: "不行。", params: { by: "农清河" }, requestId: "req-1" } },
});

describe("calling the API", () => {
  const fetchBefore = globalThis.fetch;
  let api: Api;
  beforeEach(() => {
    jest.useFakeTimers();
    api = TestBed.inject(Api);
  });
  afterEach(() => {
    jest.useRealTimers();
    globalThis.fetch = fetchBefore;
  });

  test("what changes something carries the mark that another site cannot set; reading does not need it", async () => {
    const requests = serve({ status: 200, body: {} }, { status: 200, body: { state: "accepted", caseId: id } });
    await api.call(listMyCases, { query: { state: "closed" } });
    await api.call(withdrawCase, { params: { id }, body: { key, reason: "" } });
    expect(requests[0]!.address).toBe("/api/my/cases?state=closed");
    expect(requests[0]!.init.headers).not.toHaveProperty("X-Requested-With");
    expect(requests[1]!.init.headers).toHaveProperty("X-Requested-With", "rencaitong");
    expect(requests[1]!.init.body).toBe(JSON.stringify({ key, reason: "" }));
  });

  test("P2 not known yet: the same key is sent again until the answer is known", async () => {
    const unknown = { status: 202, body: { state: "unknown", key } };
    const requests = serve(unknown, unknown, { status: 200, body: { state: "accepted", caseId: id } });
    const reply = api.call(withdrawCase, { params: { id }, body: { key, reason: "" } });
    await jest.advanceTimersByTimeAsync(0);
    expect(api.askingAgain()).toBe(1);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(await reply).toEqual({ state: "accepted", caseId: id });
    expect(new Set(requests.map((request) => request.init.body)).size).toBe(1);
    expect(requests).toHaveLength(3);
    expect(api.askingAgain()).toBe(0);
  });

  test("P2 still not known in the end is said as such, never as a no", async () => {
    serve(...Array.from({ length: 11 }, () => ({ status: 202, body: { state: "unknown", key } })));
    const reply = api
      .call(withdrawCase, { params: { id }, body: { key, reason: "" } })
      .catch((thrown: unknown) => thrown);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await reply).toMatchObject({ kind: "unknown", code: "unknown-yet" });
  });

  test("P2 a connection lost while asking again leaves it unknown: the same key is asked again when the server is back", async () => {
    const unknown = { status: 202, body: { state: "unknown", key } };
    const away = { status: 503, body: {} };
    const accepted = { status: 200, body: { state: "accepted", caseId: id } };
    // The next asking comes before the first look for the server.
    const requests = serve(unknown, away, accepted, { status: 200, body: {} });
    const reply = api.call(withdrawCase, { params: { id }, body: { key, reason: "" } });
    await jest.advanceTimersByTimeAsync(30_000);
    expect(await reply).toEqual({ state: "accepted", caseId: id });
    const commands = requests.filter(({ address }) => address !== "/health/ready");
    expect(new Set(commands.map((request) => request.init.body)).size).toBe(1);
  });

  test("P1 a server that is away is looked for, said on the page, and what waits is told when it is back", async () => {
    const requests = serve({ status: 502, body: "<html>" }, { status: 503, body: {} }, { status: 200, body: {} });
    await expect(api.call(getCase, { params: { id } })).rejects.toMatchObject({ kind: "offline" });
    expect([api.unreachable(), api.returns()]).toEqual([true, 0]);
    await jest.advanceTimersByTimeAsync(1_500);
    expect(api.unreachable()).toBe(true);
    await jest.advanceTimersByTimeAsync(2_000);
    expect([api.unreachable(), api.returns()]).toEqual([false, 1]);
    expect(requests.map(({ address }) => address).slice(1)).toEqual(["/health/ready", "/health/ready"]);
  });

  test("S4-01 signed out: one signs in over the page and the call is made once more", async () => {
    const requests = serve(refusal(401, "not-signed-in"), { status: 200, body: { id } });
    api.whenSignedOut = () => Promise.resolve(true);
    expect(await api.call(getCase, { params: { id } })).toEqual({ id });
    expect(requests).toHaveLength(2);
  });

  test("S4-01 a refused login does not ask to sign in again", async () => {
    serve(refusal(401, "wrong-password"));
    api.whenSignedOut = () => Promise.reject(new Error("asked"));
    await expect(api.call(logIn, { body: { loginName: "a", password: "b" } })).rejects.toMatchObject({
      code: "wrong-password",
    });
  });

  test("a refusal keeps its code, parameters and sentence", async () => {
    serve(refusal(409, "already-claimed"));
    await expect(api.call(getCase, { params: { id } })).rejects.toMatchObject({
      kind: "refusal",
      status: 409,
      code: "already-claimed",
      params: { by: "农清河" },
      message: "不行。",
    });
  });

  test("bad input names the field without where it stood in the request", async () => {
    serve({
      status: 400,
      body: {
        error: {
          kind: "bad-input",
          code: "bad-input",
          message: "有误",
          fields: [{ path: "body.phone", message: "请填写" }],
          requestId: "r",
        },
      },
    });
    const thrown = await api.call(getCase, { params: { id } }).catch((problem: unknown) => problem as ApiProblem);
    expect((thrown as ApiProblem).fields).toEqual([{ path: "phone", message: "请填写" }]);
  });

  test("a proxy's page is a fault with the request's number, a lost network says that nothing is lost", async () => {
    serve({ status: 500, body: "<html>" });
    await expect(api.call(getCase, { params: { id } })).rejects.toMatchObject({ kind: "fault", requestId: "req-9" });
    serve();
    await expect(api.call(getCase, { params: { id } })).rejects.toMatchObject({ kind: "offline" });
  });
});

describe("keys of commands", () => {
  test("P2 pressing again while nothing is known is the same command; after an answer it is a new one", () => {
    const keys = new CommandKeys();
    const first = keys.of("submit", "d1");
    expect(keys.of("submit", "d1")).toBe(first);
    expect(keys.of("submit", "d2")).not.toBe(first);
    keys.done("submit", "d1");
    expect(keys.of("submit", "d1")).not.toBe(first);
  });

  test("a key is a UUID also where the browser has no randomUUID", () => {
    const before = Object.getOwnPropertyDescriptor(crypto, "randomUUID");
    Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
    try {
      expect(new CommandKeys().of("a", "b")).toMatch(
        /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
      );
    } finally {
      if (before) Object.defineProperty(crypto, "randomUUID", before);
      else delete (crypto as { randomUUID?: unknown }).randomUUID;
    }
  });
});
