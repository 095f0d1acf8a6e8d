import { accessSync, constants } from "node:fs";
import { createConnection } from "node:net";
import { delimiter, isAbsolute, join } from "node:path";
import { isolationMissing } from "../ports/confinement.ts";
import type { Scanner } from "../ports/scanner.ts";
import type { ServiceProbe } from "./deps.ts";

export interface ProbedServices {
  /** LibreOffice's program: a path, or a name to be found in PATH. */
  sofficePath: string;
  searchPath: string;
  mail: { kind: "stand-in" } | { kind: "smtp"; url: string };
  scanner: Pick<Scanner, "kind" | "answers">;
  /** Whether what opens files can be kept from the network on this machine. */
  isolated: boolean;
  /** Documents are made by workers, on this machine or another: what they last said tells how they fare. */
  findFailingPapers(): Promise<{ cases: number; failure: string } | undefined>;
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
        const failing = await services.findFailingPapers();
        if (failing) throw new Error(`${failing.cases} 件办件的文书做不出来，会自己再试：${failing.failure}`);
        if (!isInstalled(services))
          throw new Error("网页服务这台机器没有安装 LibreOffice：打印预览做不出来；签发也在这台机器上时会等到装好");
        return "网页服务这台机器已安装；现在没有文书做不出来";
      },
    },
    {
      name: "isolation",
      label: "文件隔离",
      standIn: null,
      check: async () => {
        if (!services.isolated) throw new Error(isolationMissing);
        return "打开文件的程序没有网络";
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
