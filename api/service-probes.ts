import { accessSync, constants } from "node:fs";
import { createConnection } from "node:net";
import { delimiter, isAbsolute, join } from "node:path";
import type { Scanner } from "../ports/scanner.ts";
import type { ServiceProbe } from "./deps.ts";

export interface ProbedServices {
  /** LibreOffice's program: a path, or a name to be found in PATH. */
  sofficePath: string;
  searchPath: string;
  mail: { kind: "stand-in" } | { kind: "smtp"; url: string };
  scanner: Pick<Scanner, "kind" | "answers">;
}

/** The services beside database and engine. Made by the composition root, which alone knows where they are. */
export function createServiceProbes(services: ProbedServices): readonly ServiceProbe[] {
  const { mail, scanner } = services;
  return [
    {
      name: "documents",
      label: "文书制作（LibreOffice）",
      standIn: null,
      check: async () => {
        if (!isInstalled(services)) throw new Error("没有安装 LibreOffice：办件会停在签发一步等待，装好后自动继续");
        return "已安装";
      },
    },
    {
      name: "mail",
      label: "邮件",
      standIn: mail.kind === "stand-in" ? "演示邮箱，不发真实邮件" : null,
      check: async () => {
        if (mail.kind === "stand-in") return "演示中";
        const url = new URL(mail.url);
        await reach(url.hostname, Number(url.port || (url.protocol === "smtps:" ? 465 : 587)));
        return "邮件服务器可以连接";
      },
    },
    {
      name: "scanner",
      label: "病毒扫描",
      standIn: scanner.kind === "stand-in" ? "演示扫描，只认测试样本" : null,
      check: async () => {
        if (scanner.kind === "stand-in") return "演示中";
        if (!(await scanner.answers())) throw new Error("没有应答：新上传的文件先隔离，恢复后自动检查");
        return "扫描服务有应答";
      },
    },
  ];
}

function isInstalled({ sofficePath, searchPath }: ProbedServices): boolean {
  const candidates = isAbsolute(sofficePath)
    ? [sofficePath]
    : searchPath.split(delimiter).map((place) => join(place, sofficePath));
  return candidates.some((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, timeout: 3_000 });
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.once("timeout", () => socket.destroy(new Error("没有应答")));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      reject(new Error(`连不上（${error.code ?? error.message}）`)),
    );
  });
}
