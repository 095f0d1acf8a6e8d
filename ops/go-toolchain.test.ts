import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isOlder } from "./go-toolchain.ts";
import { rootDirectory } from "./places.ts";

test("start: a Go is taken only when it is new enough", () => {
  expect(["1.19", "1.26.7", "1.26", "1.9.99"].map((version) => isOlder(version, "1.26.8"))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(["1.26.8", "1.26.10", "1.27", "2.0"].map((version) => isOlder(version, "1.26.8"))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test("start: the pinned Go is the one go.mod asks for", () => {
  const read = (name: string) => readFileSync(join(rootDirectory, "ops", "temporal", name), "utf8");
  const wanted = /^go ([\d.]+)$/m.exec(read("go.mod"))![1];
  const pins = JSON.parse(read("go-toolchain.json")) as Record<string, { module: string; sha256: string }>;
  expect(pins.version).toBe(wanted);
  for (const machine of ["x64", "arm64"]) {
    expect(pins[`linux-${machine}`]).toEqual({
      module: expect.stringContaining(`go${wanted}.linux-`),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  }
});
