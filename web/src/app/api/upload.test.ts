import { createHash, webcrypto } from "node:crypto";
import { TestBed } from "@angular/core/testing";
import { type UploadState, Uploads, cancelled } from "./upload.ts";

const draftId = "00000000-0000-4000-8000-000000000001";
const uploadId = "00000000-0000-4000-8000-000000000002";

/** The server's side: keeps what arrives, and breaks the line at the parts it is told to. */
class Server {
  kept = Buffer.alloc(0);
  readonly calls: string[] = [];
  breaks = new Set<number>();
  private parts = 0;

  readonly fetch = async (address: string, init: RequestInit) => {
    const name = `${init.method} ${address.replace(draftId, "draft").replace(uploadId, "upload")}`;
    this.calls.push(name);
    const json = (body: unknown, status = 200) => ({
      ...{ ok: status < 300, status, headers: { get: () => null } },
      json: async () => body,
    });
    const state = () => ({ id: uploadId, kind: "identity", name: "a.jpg", hash: "", sizeInBytes: 0 });
    if (init.method === "PATCH") {
      const part = Buffer.from(await (init.body as Blob).arrayBuffer());
      if (this.breaks.has(++this.parts)) {
        this.kept = Buffer.concat([this.kept, part.subarray(0, 1000)]);
        throw new TypeError("network");
      }
      this.kept = Buffer.concat([this.kept, part]);
    }
    if (name.endsWith("completion")) return json({ id: "material" });
    if (init.method === "DELETE") return json({ done: true });
    return json({ ...state(), offset: this.kept.length });
  };
}

describe("sending a file in parts", () => {
  const fetchBefore = globalThis.fetch;
  const content = Buffer.alloc(600_000, "人才通");
  const file = () =>
    Object.assign(new Blob(), {
      arrayBuffer: async () => Uint8Array.from(content).buffer,
      slice: (from: number, to: number) => ({
        type: "",
        arrayBuffer: async () => Uint8Array.from(content.subarray(from, to)).buffer,
      }),
    });
  let server: Server;
  beforeEach(() => {
    server = new Server();
    globalThis.fetch = server.fetch as never;
    Object.defineProperty(globalThis, "crypto", { value: webcrypto, configurable: true });
  });
  afterEach(() => {
    globalThis.fetch = fetchBefore;
  });

  const send = (states: UploadState[] = []) => {
    const given = file();
    Object.defineProperty(given, "size", { value: content.length });
    return TestBed.inject(Uploads).send(draftId, { kind: "identity", name: "a.jpg", file: given }, (state) => {
      states.push(state);
    });
  };

  test("B-26 a line that breaks twice goes on by itself where it stopped, and the reader is told", async () => {
    server.breaks = new Set([2, 4]);
    const states: UploadState[] = [];
    expect(await send(states).done).toEqual({ id: "material" });
    expect(createHash("sha256").update(server.kept).digest("hex")).toBe(
      createHash("sha256").update(content).digest("hex"),
    );
    expect(states.filter(({ waiting }) => waiting)).toHaveLength(2);
    expect(server.calls.filter((call) => call.startsWith("POST /api/drafts/draft/uploads"))).toHaveLength(4);
    const shares = states.map(({ share }) => share).filter((share) => !Number.isNaN(share));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  test("B-26 an upload begun on another page goes on from what has arrived there", async () => {
    server.kept = Buffer.from(content.subarray(0, 500_000));
    await send().done;
    expect(server.calls).toEqual([
      "POST /api/drafts/draft/uploads",
      "PATCH /api/drafts/draft/uploads/upload?offset=500000",
      "POST /api/drafts/draft/uploads/upload/completion",
    ]);
  });

  test("B-26 stopped by the reader it ends, and the server forgets it", async () => {
    const upload = send();
    const stopped = server.fetch;
    globalThis.fetch = (async (address: string, init: RequestInit) => {
      if (init.method === "PATCH") upload.cancel();
      return stopped(address, init);
    }) as never;
    await expect(upload.done).rejects.toMatchObject({ code: cancelled });
    expect(server.calls.some((call) => call.startsWith("DELETE"))).toBe(true);
  });
});
