import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { environmentNames, readConfiguration } from "../config.ts";
import { rootDirectory } from "./places.ts";
import { dynamicConfigurationFor } from "./temporal-server.ts";

interface Service {
  image?: string;
  profiles?: string[];
  restart?: string;
  command?: string | string[];
  environment?: Record<string, string>;
  volumes?: string[];
  security_opt?: string[];
}

const text = readFileSync(join(rootDirectory, "docker-compose.yml"), "utf8");
const compose = parse(text, { merge: true }) as { services: Record<string, Service> };
const { services } = compose;
const ours = ["api", "worker", "documents", "tools"];

/** What compose makes of `${NAME:-default}` and `${NAME:?}`. */
function substituted(value: string, given: Record<string, string>): string {
  return value.replace(/\$\{(\w+)(?::[-?]([^}]*))?\}/g, (_, name: string, otherwise = "") => given[name] || otherwise);
}

function variables(name: string, given: Record<string, string>): Record<string, string> {
  const environment = Object.entries(services[name]!.environment!);
  return Object.fromEntries(environment.map(([key, value]) => [key, substituted(value, given)]));
}

test("compose: the services are architecture.md's one list", () => {
  expect(Object.keys(services)).toEqual([
    "postgres",
    "temporal-schema",
    "temporal",
    "temporal-ui",
    "clamav",
    "mail",
    "api",
    "worker",
    "documents",
    "tools",
    "web",
  ]);
  expect(services.mail!.profiles).toEqual(["demo"]);
  expect(services.tools!.profiles).toEqual(["tools"]);
  expect(services["temporal-schema"]!.restart).toBe("no");
});

test("compose: neither the engine of compose nor the one we start in production can move a case's clock", () => {
  const file = readFileSync(join(rootDirectory, "ops/compose/dynamic-config.yaml"), "utf8");
  for (const written of [file, dynamicConfigurationFor("production")]) expect(written).not.toMatch(/time.?skipping/i);
  expect(dynamicConfigurationFor("demo")).toMatch(/time.?skipping/i);
});

test("compose: every variable our processes are given is one config.ts reads", () => {
  for (const name of ours) {
    const unknown = Object.keys(services[name]!.environment!).filter(
      (variable) => !environmentNames.includes(variable),
    );
    expect({ name, unknown }).toEqual({ name, unknown: [] });
  }
});

test("compose: config.ts accepts what each of our processes is given, in production and in the demo", () => {
  const zeros = Buffer.alloc(32).toString("base64");
  const given = {
    APPLICATION_PASSWORD: "p",
    BASE_URL: "https://example.test",
    KEY_RING: JSON.stringify({ current: "1", keys: { 1: zeros }, lookupKey: zeros }),
    SEAL_P12_FILE: join(rootDirectory, "package.json"),
    SEAL_P12_PASSWORD: "p",
    MAIL_URL: "smtps://mail.example.test",
    MAIL_FROM: "office@example.test",
  };
  const demo = { ...given, RENCAITONG_MODE: "demo", SEAL_P12_FILE: "", MAIL_URL: "smtp://mail:1025" };
  for (const name of ours) {
    expect(readConfiguration(variables(name, given))).toMatchObject({
      mode: "production",
      apiHost: "0.0.0.0",
      scanner: { kind: "clamd", host: "clamav", port: 3310 },
    });
    expect(readConfiguration(variables(name, demo)).signing.kind).toBe("development");
  }
  const queues = (name: string) => readConfiguration(variables(name, given)).workerQueues;
  expect([queues("worker"), queues("documents")]).toEqual([["cases"], ["documents"]]);
});

test("compose: files of the work tree it mounts and programs it runs are there", () => {
  const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);
  const local = mounted.map((volume) => volume.split(":")[0]!).filter((path) => path.startsWith("./"));
  expect(local.length).toBeGreaterThan(2);
  const programs = ours.flatMap((name) => /[\w/]+\.ts/g.exec([services[name]!.command].flat().join(" "))?.[0] ?? []);
  expect(programs).toEqual(["db/migrate.ts", "activities/worker.ts", "activities/worker.ts", "ops/reconcile.ts"]);
  for (const path of [...local, ...programs])
    expect([path, existsSync(join(rootDirectory, path))]).toEqual([path, true]);
});

test("P10 compose: each of our processes may begin a program without network, and is refused what mounts, loads or traces", () => {
  const profile = "ops/compose/seccomp.json";
  expect(ours.map((name) => services[name]!.security_opt)).toEqual(ours.map(() => [`seccomp:${profile}`]));
  const { syscalls } = JSON.parse(readFileSync(join(rootDirectory, profile), "utf8")) as {
    syscalls: { names: string[]; action: string }[];
  };
  const refused = syscalls.flatMap(({ names, action }) => (action === "SCMP_ACT_ERRNO" ? names : []));
  for (const needed of ["unshare", "clone", "clone3", "execve", "prctl", "prlimit64"])
    expect(refused).not.toContain(needed);
  for (const name of ["mount", "umount2", "setns", "ptrace", "bpf", "init_module", "kexec_load", "keyctl"])
    expect(refused).toContain(name);
});

test("compose: the engine is the pinned version, everywhere", () => {
  const pinned = /go\.temporal\.io\/server v([\d.]+)/.exec(
    readFileSync(join(rootDirectory, "ops/temporal/go.mod"), "utf8"),
  )![1];
  expect(services.temporal!.image).toBe(`temporalio/server:${pinned}`);
  expect(services["temporal-schema"]!.image).toBe(`temporalio/admin-tools:${pinned}`);
  expect(readFileSync(join(rootDirectory, "ops/temporal/release.json"), "utf8")).toContain(
    `/v${pinned}/temporal_${pinned}_`,
  );
  // The deprecated image that is no longer patched.
  expect(text).not.toContain("auto-setup");
});

const hasComposeClient = spawnSync("docker", ["compose", "version"]).status === 0;

// Nobody needs Docker for anything else here, so where it is not there is nothing to install and nothing skipped.
if (hasComposeClient) {
  test("compose: `docker compose config` accepts the file", () => {
    const variables = {
      APPLICATION_PASSWORD: "a",
      ENGINE_PASSWORD: "b",
      POSTGRES_PASSWORD: "c",
      BASE_URL: "https://x",
      KEY_RING: "{}",
    };
    const { status, stderr } = spawnSync("docker", ["compose", "--profile", "demo", "config", "--quiet"], {
      cwd: rootDirectory,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables },
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
}

/** Files the image's processes load: everything the two entries import, directly or not, as Node would. */
function loadedFiles(entries: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const source = readFileSync(join(rootDirectory, file), "utf8");
    // Type imports are gone at run time.
    const imports = source.matchAll(
      /^\s*(?:import|export)\s+(?!type\b)(?:[^"';]*?\sfrom\s+)?"([^"]+)"|import\("([^"]+)"\)/gm,
    );
    for (const [, fixed, late] of imports) {
      const specifier = (fixed ?? late)!;
      if (specifier.startsWith(".")) visit(join(dirname(file), specifier));
      else if (!specifier.startsWith("node:"))
        packages.add(
          specifier
            .split("/")
            .slice(0, specifier.startsWith("@") ? 2 : 1)
            .join("/"),
        );
    }
  };
  entries.forEach(visit);
  return { files, packages };
}

const loaded = loadedFiles([
  "api/server.ts",
  "activities/worker.ts",
  "workflows/index.ts",
  "db/migrate.ts",
  "ops/demo-data/index.ts",
  "ops/reconcile.ts",
  "ops/audit-verify.ts",
  "ops/backup/index.ts",
]);

test("compose: the image holds every file its processes load", () => {
  const dockerfile = readFileSync(join(rootDirectory, "Dockerfile"), "utf8");
  const stage = dockerfile.slice(dockerfile.indexOf(" AS app"), dockerfile.indexOf(" AS documents"));
  const copied = [...stage.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => match[1]!.split(" "));
  const absent = [...loaded.files].filter(
    (file) => !copied.some((path) => file === path || file.startsWith(`${path}/`)),
  );
  expect(absent).toEqual([]);
  expect(loaded.files.size).toBeGreaterThan(50);
});

test("compose: every package its processes load is a dependency, not one for development", () => {
  const { dependencies } = JSON.parse(readFileSync(join(rootDirectory, "package.json"), "utf8")) as {
    dependencies: object;
  };
  expect([...loaded.packages].filter((name) => !(name in dependencies))).toEqual([]);
});
