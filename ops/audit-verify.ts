import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { readConfiguration } from "../config.ts";
import { checkpointKey, type Checkpoint } from "../db/audit-chain.ts";
import {
  readChain,
  readCheckpoints,
  verifyChain,
  verifyDatabase,
  type ChainEntry,
  type Difference,
} from "../db/audit-verification.ts";
import { connectDatabase } from "../db/connection.ts";
import { endWithSentence, OperationError } from "./operation-error.ts";
import { runningEnvironment } from "./running-environment.ts";

const usage = `npm run audit-verify                            核对数据库里的审计链
npm run audit-verify -- --export 文件           先核对，再导出
npm run audit-verify -- 文件 [--public-key 公钥]   离线核对导出的文件，不需要数据库`;

/** First line of an export; every further line is a link. */
interface ExportHead {
  publicKey: string;
  checkpoints: Checkpoint[];
}

const words: Readonly<Record<Difference["kind"], string>> = {
  changed: "内容被改动",
  removed: "被删除",
  inserted: "是后来插入的",
  reordered: "的次序被改动",
  checkpoint: "检查点与签名不符：此处以前的链被整体改写",
};

export function sayDifference({ kind, position, name }: Difference): string {
  return [position === null ? "不在链中" : `第 ${position} 条`, name, words[kind]].filter(Boolean).join("  ");
}

export function exportText(entries: readonly ChainEntry[], checkpoints: Checkpoint[], key: KeyObject): string {
  const publicKey = key.export({ format: "der", type: "spki" }).toString("base64");
  return [{ publicKey, checkpoints } satisfies ExportHead, ...entries].map((line) => JSON.stringify(line)).join("\n");
}

/** @throws OperationError when the file is no export, or was signed with another key than the one that is trusted. */
export function verifyExport(
  text: string,
  trusted: KeyObject | undefined,
): { links: number; differences: Difference[] } {
  let lines: unknown[];
  try {
    lines = text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown);
  } catch {
    throw new OperationError("这不是审计链的导出文件，或文件已损坏。");
  }
  const [head, ...entries] = lines as [ExportHead, ...ChainEntry[]];
  if (!head?.publicKey) throw new OperationError("这不是审计链的导出文件：缺少第一行的公钥和检查点。");
  return {
    links: entries.length,
    differences: verifyChain(entries, head.checkpoints, trusted ?? publicKeyOf(head.publicKey)),
  };
}

function publicKeyOf(base64: string): KeyObject {
  return createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });
}

function report(what: string, differences: readonly Difference[]): void {
  process.stdout.write(`${what}\n`);
  for (const difference of differences) process.stdout.write(`${sayDifference(difference)}\n`);
  process.stdout.write(differences.length === 0 ? "没有发现差异。\n" : `发现 ${differences.length} 处差异。\n`);
  if (differences.length > 0) process.exitCode = 1;
}

async function verifyHere(file: string | undefined): Promise<void> {
  const configuration = readConfiguration(runningEnvironment());
  const key = checkpointKey(configuration.keyRing).verify;
  const database = connectDatabase(configuration.databaseUrl, { max: 2 });
  try {
    const { entries, checkpoints, unlinked, differences } = await verifyDatabase(database, key);
    report(
      `链上 ${entries} 条，检查点 ${checkpoints} 个，待上链 ${unlinked} 条（几秒内上链，上链前不受保护）。`,
      differences,
    );
    if (file) writeFileSync(file, exportText(await readChain(database), await readCheckpoints(database), key));
  } finally {
    await database.close();
  }
}

async function main(given: readonly string[]): Promise<void> {
  const after = (name: string) => (given.includes(name) ? given[given.indexOf(name) + 1] : undefined);
  if (given.includes("--help")) return void process.stdout.write(`${usage}\n`);
  const [file] = given;
  if (!file || file === "--export") return verifyHere(after("--export"));
  const publicKey = after("--public-key");
  if (!publicKey) process.stderr.write("没有给出公钥：用文件里写的公钥核对，只能证明文件前后一致。\n");
  const { links, differences } = verifyExport(
    readFileSync(file, "utf8"),
    publicKey ? publicKeyOf(publicKey) : undefined,
  );
  report(`文件里有 ${links} 条。`, differences);
}

if (import.meta.main) await main(process.argv.slice(2)).catch(endWithSentence);
