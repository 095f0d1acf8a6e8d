import { Injectable, inject } from "@angular/core";
import { type Material, uploadMaterial } from "../../../../api/contracts/drafts.ts";
import {
  type PartialUpload,
  appendUpload,
  beginUpload,
  completeUpload,
  dropUpload,
} from "../../../../api/contracts/uploads.ts";
import { Api } from "./api.ts";
import { ApiProblem } from "./problem.ts";

export interface Upload {
  readonly done: Promise<Material>;
  cancel(): void;
}

export interface UploadState {
  /** 0 … 1 */
  share: number;
  /** The line is down; it goes on by itself. */
  waiting: boolean;
}

/** Thrown by `done` when the reader stopped the upload. */
export const cancelled = "upload-cancelled";

/** What a broken line costs at most; small enough to be told how far it is on a slow one. */
const partBytes = 256 * 1024;
/** Waits before the line is tried again, in milliseconds; any part that arrives begins them anew. */
const tryAgainAfter = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

/**
 * Sends a file in parts. The server knows by the file's content how far it has come: after a broken line, on a page
 * opened anew or on another device, the same file goes on where it stopped.
 */
@Injectable({ providedIn: "root" })
export class Uploads {
  private readonly api = inject(Api);

  /** `begun` is told the server's entry, each time it was asked. `done` throws ApiProblem. */
  send(
    draftId: string,
    given: { kind: string; name: string; file: Blob },
    tell: (state: UploadState) => void,
    begun: (upload: PartialUpload) => void = () => undefined,
  ): Upload {
    const line = { stopped: false, uploadId: undefined as string | undefined };
    const done = this.sendAll(draftId, given, line, tell, begun).catch((thrown: unknown) => {
      if (line.stopped) throw new ApiProblem({ kind: "refusal", status: 0, code: cancelled, message: "" });
      throw thrown;
    });
    return {
      done,
      cancel: () => {
        line.stopped = true;
        if (line.uploadId) void this.drop(draftId, line.uploadId).catch(() => undefined);
      },
    };
  }

  /** @throws ApiProblem */
  async drop(draftId: string, uploadId: string): Promise<void> {
    await this.api.call(dropUpload, { params: { id: draftId, uploadId } });
  }

  private async sendAll(
    draftId: string,
    { kind, name, file }: { kind: string; name: string; file: Blob },
    line: { stopped: boolean; uploadId: string | undefined },
    tell: (state: UploadState) => void,
    begun: (upload: PartialUpload) => void,
  ): Promise<Material> {
    const hash = await hashOf(file);
    // Without a secure connection a browser makes no digests: then it goes as a whole. An empty one is refused there.
    if (hash === undefined || file.size === 0)
      return this.api.call(uploadMaterial, { params: { id: draftId }, query: { kind, name }, body: file });
    for (let failed = 0; ;) {
      try {
        const upload = await this.api.call(beginUpload, {
          params: { id: draftId },
          body: { kind, name, sizeInBytes: file.size, hash },
        });
        line.uploadId = upload.id;
        begun(upload);
        const params = { id: draftId, uploadId: upload.id };
        for (let { offset } = upload; offset < file.size;) {
          if (line.stopped) throw new Error(cancelled);
          tell({ share: offset / file.size, waiting: false });
          const body = file.slice(offset, offset + partBytes);
          ({ offset } = await this.api.call(appendUpload, { params, query: { offset }, body }));
          failed = 0;
        }
        tell({ share: 1, waiting: false });
        return await this.api.call(completeUpload, { params });
      } catch (thrown) {
        const wait = tryAgainAfter[failed++];
        if (line.stopped || wait === undefined || !mayHeal(thrown)) throw thrown;
        tell({ share: Number.NaN, waiting: true });
        await lineBack(wait);
      }
    }
  }
}

/** A line or a server that is away for a moment, or another page that was faster by a part. */
function mayHeal(thrown: unknown): boolean {
  if (!(thrown instanceof ApiProblem)) return false;
  return thrown.kind === "offline" || thrown.code === "upload-offset" || [502, 503, 504].includes(thrown.status);
}

/** After the wait, or as soon as the browser says that it is connected again. */
function lineBack(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", go);
  });
}

async function hashOf(file: Blob): Promise<string | undefined> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (!subtle) return undefined;
  const digest = new Uint8Array(await subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
