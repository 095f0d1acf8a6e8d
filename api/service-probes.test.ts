import { createServer, type AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServiceProbes, type ProbedServices } from "./service-probes.ts";

const services: ProbedServices = {
  sofficePath: "soffice",
  searchPath: "",
  mail: { kind: "stand-in" },
  scanner: { kind: "stand-in" },
};
const probe = (name: string, change: Partial<ProbedServices>) =>
  createServiceProbes({ ...services, ...change }).find((one) => one.name === name)!;

test("B-03 LibreOffice is found in the search path, or the page says that cases wait for it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "probes-"));
  writeFileSync(join(directory, "soffice"), "", { mode: 0o755 });
  try {
    await expect(probe("documents", { searchPath: `/nowhere:${directory}` }).check()).resolves.toBe("已安装");
    await expect(probe("documents", { searchPath: "/nowhere" }).check()).rejects.toThrow("没有安装 LibreOffice");
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("B-03 mail and scanner: a stand-in says so, a real one is reached or is down", async () => {
  expect(probe("mail", {}).standIn).toBe("演示邮箱，不发真实邮件");
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const mail = probe("mail", { mail: { kind: "smtp", url: `smtp://127.0.0.1:${port}` } });
  const scanner = probe("scanner", { scanner: { kind: "clamd", host: "127.0.0.1", port } });
  expect([mail.standIn, scanner.standIn]).toEqual([null, null]);
  await expect(mail.check()).resolves.toContain("可以连接");
  await expect(scanner.check()).resolves.toContain("可以连接");
  await new Promise((resolve) => server.close(resolve));
  await expect(scanner.check()).rejects.toThrow("ECONNREFUSED");
});
