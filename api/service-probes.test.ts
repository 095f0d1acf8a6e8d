import { spawnSync } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClamdScanner } from "../ports/scanner.ts";
import { Clamd } from "../tests/clamd.ts";
import { createServiceProbes, type ProbedServices } from "./service-probes.ts";

const services: ProbedServices = {
  sofficePath: "soffice",
  searchPath: "",
  mail: { kind: "stand-in" },
  scanner: { kind: "stand-in", answers: async () => true },
  isolated: true,
  findFailingPapers: async () => undefined,
};
const probe = (name: string, change: Partial<ProbedServices>) =>
  createServiceProbes({ ...services, ...change }).find((one) => one.name === name)!;

test("B-03 papers: up only where none fails, wherever they are made; LibreOffice is looked for on this machine and no more is said", async () => {
  const directory = mkdtempSync(join(tmpdir(), "probes-"));
  writeFileSync(join(directory, "soffice"), "", { mode: 0o755 });
  try {
    await expect(probe("documents", { searchPath: `/nowhere:${directory}` }).check()).resolves.toContain(
      "这台机器已安装",
    );
    await expect(probe("documents", { searchPath: "/nowhere" }).check()).rejects.toThrow("没有安装 LibreOffice");
    const findFailingPapers = async () => ({ cases: 2, failure: "LibreOffice did not start" });
    const failing = probe("documents", { searchPath: directory, findFailingPapers });
    await expect(failing.check()).rejects.toThrow("2 件办件的文书做不出来，会自己再试：LibreOffice did not start");
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("P10 a machine that keeps nothing from the network is shown in red, and production does not start on it", async () => {
  await expect(probe("isolation", {}).check()).resolves.toBe("打开文件的程序没有网络");
  await expect(probe("isolation", { isolated: false }).check()).rejects.toThrow("与网络隔开");
  // Without `unshare` in the search path, as where the machine forbids it.
  const module = new URL("../ports/confinement.ts", import.meta.url).href;
  const start = (mode: string, path: string) =>
    spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", `(await import("${module}")).requireIsolation("${mode}")`],
      { env: { PATH: path }, encoding: "utf8" },
    );
  const refused = start("production", "/nowhere");
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("ops/compose/seccomp.json");
  expect(start("demo", "/nowhere").status).toBe(0);
  expect(start("production", "/usr/bin:/bin").status).toBe(0);
});

test("B-03 mail: a stand-in says so, a real one is reached or is down", async () => {
  expect(probe("mail", {}).standIn).toBe("演示邮箱，不发真实邮件");
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const mail = probe("mail", { mail: { kind: "smtp", url: `smtp://127.0.0.1:${port}` } });
  expect(mail.standIn).toBeNull();
  await expect(mail.check()).resolves.toContain("可以连接");
  await new Promise((resolve) => server.close(resolve));
  await expect(mail.check()).rejects.toThrow("ECONNREFUSED");
});

test("B-03 scanner: a stand-in says so; one that takes the line and does not answer the call is down", async () => {
  expect(probe("scanner", {}).standIn).toBe("演示扫描，只认测试样本");
  const clamd = new Clamd(() => undefined);
  const silent = new Clamd(() => undefined, { ping: () => undefined });
  const probeOf = async (server: Clamd) => {
    const options = { host: "127.0.0.1", port: await server.listen(), timeLimitMilliseconds: 200 };
    return probe("scanner", { scanner: createClamdScanner(options) });
  };
  try {
    await expect((await probeOf(clamd)).check()).resolves.toBe("扫描服务有应答");
    await expect((await probeOf(silent)).check()).rejects.toThrow("没有应答");
  } finally {
    await clamd.close();
    await silent.close();
  }
});
