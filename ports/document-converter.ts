import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { withoutNetwork } from "./confinement.ts";
import { keeperDocument, officeProfile } from "./office-profile.ts";

/**
 * Turns a .docx into a PDF/A with LibreOffice. One office process is kept alive with a profile of its own and handed
 * one document after the other over its instance socket, the way a second start of the program hands over its
 * arguments: some ten milliseconds instead of a second. It has no network, a memory limit and a process group of its
 * own; a conversion that takes too long ends with the process being killed and started anew for the next one.
 */
export interface DocumentConverter {
  /**
   * Retrying is safe: nothing is kept.
   * @throws ConverterUnavailable when LibreOffice is not installed or does not start: wait and try again.
   * @throws ConversionFailed when this document could not be turned into a PDF in time.
   */
  convert(docx: Buffer): Promise<Buffer>;
  /** "installed" says nothing of whether it works; the health page converts nothing. */
  installed(): boolean;
  close(): Promise<void>;
}

export class ConverterUnavailable extends Error {
  override name = "ConverterUnavailable";
  readonly code = "converter-unavailable";
}

export class ConversionFailed extends Error {
  override name = "ConversionFailed";
  readonly code = "conversion-failed";
}

export interface DocumentConverterOptions {
  /** LibreOffice's program: a path, or a name to be looked for in the usual places. */
  sofficePath: string;
  timeLimitMilliseconds?: number;
  startLimitMilliseconds?: number;
  /** Address space of the office process. */
  memoryMegabytes?: number;
  /** The process is started anew after so many documents, so that nothing it leaks adds up. */
  documentsPerProcess?: number;
  /** An idle process gives its memory back after this time. */
  idleMilliseconds?: number;
}

interface LivingOffice {
  child: ChildProcess;
  socket: string;
  directory: string;
  converted: number;
}

/** What LibreOffice ends with after it has set up a new profile: start me again. */
const restartWanted = 81;
const startSequence = "InternalIPC::SendArguments\0";
const doneSequence = "InternalIPC::ProcessingDone\0";

export function createDocumentConverter(options: DocumentConverterOptions): DocumentConverter {
  const timeLimit = options.timeLimitMilliseconds ?? 30_000;
  const startLimit = options.startLimitMilliseconds ?? 30_000;
  const documentsPerProcess = options.documentsPerProcess ?? 500;
  const idle = options.idleMilliseconds ?? 300_000;
  let office: LivingOffice | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function stop(): Promise<void> {
    const stopping = office;
    office = undefined;
    if (stopping) await end(stopping);
  }

  async function convertNow(docx: Buffer): Promise<Buffer> {
    if (closed) throw new ConverterUnavailable("the converter was closed");
    clearTimeout(idleTimer);
    if (office && (office.converted >= documentsPerProcess || hasEnded(office.child))) await stop();
    office ??= await start(options.sofficePath, options.memoryMegabytes ?? 4096, startLimit);
    const current = office;
    const work = await mkdtemp(join(current.directory, "document-"));
    try {
      await writeFile(join(work, "document.docx"), docx);
      current.child.ref();
      await handOver(current.socket, work, timeLimit);
      current.converted++;
      const pdf = await readFile(join(work, "document.pdf")).catch(() => undefined);
      if (!pdf?.length) throw new ConversionFailed("LibreOffice made no PDF of this document");
      return pdf;
    } catch (error) {
      // Whatever went wrong, the next document gets a fresh process.
      await stop();
      throw error;
    } finally {
      current.child.unref();
      await rm(work, { recursive: true, force: true });
      if (office) idleTimer = setTimeout(() => void enqueue(stop), idle).unref();
    }
  }

  function enqueue<T>(task: () => Promise<T>): Promise<T> {
    const result = queue.then(task);
    queue = result.catch(() => undefined);
    return result;
  }

  return {
    convert: (docx) => enqueue(() => convertNow(docx)),
    installed: () => findProgram(options.sofficePath) !== undefined,
    async close() {
      closed = true;
      clearTimeout(idleTimer);
      await enqueue(stop);
    },
  };
}

/** Where Linux distributions and LibreOffice's own packages put it. */
const programDirectories = [
  "/usr/local/bin",
  "/usr/bin",
  "/bin",
  "/usr/lib/libreoffice/program",
  "/opt/libreoffice/program",
];

/** `soffice` is a script around `soffice.bin`, which lies beside it; only the latter is one process that can be killed. */
export function findProgram(sofficePath: string): string | undefined {
  const candidates = isAbsolute(sofficePath)
    ? [sofficePath]
    : programDirectories.map((directory) => join(directory, sofficePath));
  for (const candidate of candidates) {
    try {
      accessSync(candidate, constants.X_OK);
      const program = join(dirname(realpathSync(candidate)), "soffice.bin");
      accessSync(program, constants.X_OK);
      return program;
    } catch {
      // Not here: look in the next place.
    }
  }
  return undefined;
}

async function start(sofficePath: string, memoryMegabytes: number, startLimit: number): Promise<LivingOffice> {
  const program = findProgram(sofficePath);
  if (!program) throw new ConverterUnavailable(`LibreOffice (${sofficePath}) is not installed`);
  await removeLeftBehind();
  const directory = await mkdtemp(join(tmpdir(), `${directoryPrefix}${process.pid}-`));
  const profile = join(directory, "profile");
  const keeper = join(directory, "keeper.fodt");
  await mkdir(join(profile, "user"), { recursive: true });
  await writeFile(join(profile, "user", "registrymodifications.xcu"), officeProfile);
  await writeFile(keeper, keeperDocument);
  const limits = ["prlimit", `--as=${memoryMegabytes * 1024 * 1024}`, "--core=0"];
  // When this program is killed, the office process ends with it. After unshare, which would undo it.
  const together = ["setpriv", "--pdeathsig", "KILL"];
  // The open keeper document is what keeps the process from ending after the first conversion.
  const command = [
    ...withoutNetwork(),
    ...limits,
    ...together,
    program,
    `-env:UserInstallation=${pathToFileURL(profile).href}`,
  ];
  command.push("--headless", "--nologo", "--norestore", keeper);
  const launch = (): ChildProcess => {
    const child = spawn(command[0]!, command.slice(1), {
      detached: true,
      stdio: "ignore",
      cwd: directory,
      env: { PATH: "/usr/bin:/bin", HOME: directory, LANG: "C.UTF-8", TMPDIR: directory },
    });
    child.on("error", () => undefined);
    return child;
  };

  let child = launch();
  const deadline = performance.now() + startLimit;
  while (performance.now() < deadline && child.pid) {
    if (child.exitCode === restartWanted) child = launch();
    else if (hasEnded(child)) break;
    const socket = child.pid ? await findSocket(child.pid) : undefined;
    // Before the keeper is open, a conversion would be the last thing the process does.
    if (socket && existsSync(join(directory, ".~lock.keeper.fodt#"))) {
      child.unref();
      return { child, socket, directory, converted: 0 };
    }
    await delay(25);
  }
  await end({ child, socket: "", directory, converted: 0 });
  throw new ConverterUnavailable("LibreOffice did not start");
}

const directoryPrefix = "rencaitong-office-";

/** Directories of programs that were killed; their names begin with the number of the process. */
async function removeLeftBehind(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = /^rencaitong-office-(\d+)-/.exec(name) ?? [];
    if (pid && !existsSync(`/proc/${pid}`)) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(office: LivingOffice): Promise<void> {
  if (office.child.pid && !hasEnded(office.child)) {
    office.child.ref();
    const gone = new Promise((resolve) => office.child.once("exit", resolve));
    try {
      process.kill(-office.child.pid, "SIGKILL");
    } catch {
      // It ended by itself in between.
    }
    await gone;
  }
  if (office.socket) await rm(office.socket, { force: true });
  await rm(office.directory, { recursive: true, force: true, maxRetries: 3 });
}

/** The instance socket that this very process listens on, wherever its version of LibreOffice puts it. */
async function findSocket(pid: number): Promise<string | undefined> {
  const list = await readFile(`/proc/${pid}/net/unix`, "utf8").catch(() => "");
  const named = list.split("\n").flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    const [inode, path] = [columns[6], columns[7]];
    return inode && path?.includes("SingleOfficeIPC") ? [{ inode, path }] : [];
  });
  if (named.length === 0) return undefined;
  const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(open.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
  return named.find(({ inode }) => targets.includes(`socket:[${inode}]`))?.path;
}

/** Hands the arguments of one conversion to the living process and waits until it says that it is done. */
function handOver(socketPath: string, work: string, timeLimit: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath);
    const fail = (sentence: string) => {
      socket.destroy();
      reject(new ConversionFailed(sentence));
    };
    const timer = setTimeout(() => fail(`no PDF within ${timeLimit} ms`), timeLimit);
    let received = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      const asked = received.length < startSequence.length;
      received += chunk;
      if (asked && received.startsWith(startSequence)) socket.write(conversionArguments(work));
      if (received.endsWith(doneSequence)) {
        clearTimeout(timer);
        socket.end();
        resolve();
      }
    });
    socket.on("error", (error) => fail(error.message));
    socket.on("close", () => {
      clearTimeout(timer);
      if (!received.endsWith(doneSequence)) fail("LibreOffice ended during the conversion");
    });
  });
}

function conversionArguments(work: string): string {
  const escaped = (text: string) => text.replaceAll("\\", "\\\\").replaceAll(",", "\\,");
  // Without the filter's name LibreOffice guesses, and opens as a text or a web page what is no .docx.
  const filter = "--infilter=MS Word 2007 XML";
  const parts = [
    "--headless",
    filter,
    "--convert-to",
    "pdf:writer_pdf_Export",
    "--outdir",
    work,
    join(work, "document.docx"),
  ];
  return `InternalIPC::Arguments1${escaped(pathToFileURL(work).href)}${parts.map((part) => `,${escaped(part)}`).join("")}\0`;
}
