import { Injectable, inject } from "@angular/core";
import { Api, requestMark } from "./api.ts";
import { newKey } from "./command-keys.ts";
import { ApiProblem, offlineProblem, readProblem } from "./problem.ts";

export interface Upload<T> {
  readonly done: Promise<T>;
  cancel(): void;
}

/** Thrown by `done` when the reader stopped the upload. */
export const cancelled = "upload-cancelled";

/** Sends a file as the request body and tells how far it is: what `fetch` cannot say. */
@Injectable({ providedIn: "root" })
export class Uploads {
  private readonly api = inject(Api);

  /** `progress` gets 0 … 1. `done` throws ApiProblem. */
  send<T>(address: string, file: Blob, progress: (share: number) => void): Upload<T> {
    let request: XMLHttpRequest | undefined;
    let stopped = false;
    const once = () =>
      new Promise<T>((resolve, reject) => {
        request = new XMLHttpRequest();
        request.open("POST", address);
        request.setRequestHeader("Accept", "application/json");
        request.setRequestHeader("X-Request-Id", newKey());
        request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
        for (const [name, value] of Object.entries(requestMark)) request.setRequestHeader(name, value);
        request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0);
        request.onerror = () => reject(offlineProblem());
        request.onabort = () => reject(new ApiProblem({ kind: "refusal", status: 0, code: cancelled, message: "" }));
        request.onload = () => {
          const body = parse(request!.responseText);
          if (request!.status >= 200 && request!.status < 300) resolve(body as T);
          else reject(readProblem(request!.status, body, request!.getResponseHeader("X-Request-Id")));
        };
        request.send(file);
      });
    const done = once().catch(async (thrown: unknown) => {
      const signedOut = thrown instanceof ApiProblem && thrown.status === 401 && !stopped;
      if (signedOut && (await this.api.whenSignedOut?.())) return once();
      throw thrown;
    });
    return {
      done,
      cancel: () => {
        stopped = true;
        request?.abort();
      },
    };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
