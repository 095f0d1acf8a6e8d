import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { confinedNode, withoutNetwork } from "../../ports/confinement.ts";
import type { DocumentView } from "./document-view.ts";

/** A picture for an IMAGE placeholder, with its size in print. */
export interface TemplateImage {
  bytes: Buffer;
  extension: ".jpg" | ".png";
  widthMillimetres: number;
  heightMillimetres: number;
}

export interface DocxRequest {
  template: Buffer;
  view: DocumentView;
  images: Readonly<Record<string, TemplateImage>>;
}

/** The answer of the child process to one request. */
export type DocxAnswer = { docx: Uint8Array } | { failure: string };

/**
 * Fills a .docx template. Templates carry commands that are run as code, so this happens in a process of its own that
 * may read the program and nothing else, write nothing, start nothing, reach no network, and has an empty environment;
 * it is killed when it takes too long or too much memory. Data reach it as JSON and come out as the text they are.
 */
export interface DocxRenderer {
  /** @throws Error when the template is broken or the limits are passed; rendering again changes nothing. */
  render(request: DocxRequest): Promise<Buffer>;
  close(): Promise<void>;
}

export interface DocxRendererOptions {
  timeLimitMilliseconds?: number;
  memoryMegabytes?: number;
  /** A fresh process after so many documents. */
  documentsPerProcess?: number;
}

const child = fileURLToPath(new URL("render-docx-child.ts", import.meta.url));

export function createDocxRenderer(options: DocxRendererOptions = {}): DocxRenderer {
  const timeLimit = options.timeLimitMilliseconds ?? 15_000;
  const documentsPerProcess = options.documentsPerProcess ?? 200;
  let renderer: { process: ChildProcess; rendered: number } | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function stop(): Promise<void> {
    const stopping = renderer?.process;
    renderer = undefined;
    if (!stopping || stopping.exitCode !== null || stopping.signalCode !== null) return;
    stopping.ref();
    const gone = new Promise((resolve) => stopping.once("exit", resolve));
    stopping.kill("SIGKILL");
    await gone;
  }

  async function renderNow(request: DocxRequest): Promise<Buffer> {
    if (closed) throw new Error("the renderer was closed");
    if (renderer && (renderer.rendered >= documentsPerProcess || !renderer.process.connected)) await stop();
    renderer ??= { process: startChild(options.memoryMegabytes ?? 256), rendered: 0 };
    const current = renderer;
    current.process.ref();
    current.process.channel?.ref();
    try {
      const answer = await ask(current.process, request, timeLimit);
      current.rendered++;
      if ("failure" in answer) throw new Error(`the template could not be filled: ${answer.failure}`);
      return Buffer.from(answer.docx);
    } catch (error) {
      await stop();
      throw error;
    } finally {
      current.process.unref();
      current.process.channel?.unref();
    }
  }

  return {
    render(request) {
      const result = queue.then(() => renderNow(request));
      queue = result.catch(() => undefined);
      return result;
    },
    async close() {
      closed = true;
      await queue;
      await stop();
    },
  };
}

function startChild(memoryMegabytes: number): ChildProcess {
  const [command, ...words] = [...withoutNetwork(), ...confinedNode(memoryMegabytes), child];
  return spawn(command!, words, {
    // Programs are looked for in the usual places; the child sees no variable at all.
    env: {},
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    detached: true,
  });
}

function ask(process: ChildProcess, request: DocxRequest, timeLimit: number): Promise<DocxAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(new Error(`no document within ${timeLimit} ms`))), timeLimit);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      process.off("message", answered);
      process.off("exit", ended);
      settle();
    };
    const answered = (answer: DocxAnswer) => finish(() => resolve(answer));
    const ended = () => finish(() => reject(new Error("the rendering process ended")));
    process.on("message", answered);
    process.on("exit", ended);
    process.send(request, (error) => {
      if (error) finish(() => reject(error));
    });
  });
}
