/** The server project: everything outside web/. Files are ES modules, stripped of types by swc. */
export default {
  testEnvironment: "node",
  // The engine's worker watches every promise of its process. Jest would take a finished file's globals apart and leave
  // promises without a constructor, at which that watch fails in the next file.
  testEnvironmentOptions: { globalsCleanup: "off" },
  rootDir: ".",
  roots: [
    "<rootDir>/domain",
    "<rootDir>/workflows",
    "<rootDir>/activities",
    "<rootDir>/db",
    "<rootDir>/engine",
    "<rootDir>/ports",
    "<rootDir>/api",
    "<rootDir>/ops",
    "<rootDir>/tests",
  ],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2024", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  transformIgnorePatterns: ["/node_modules/"],
  testTimeout: 150_000,
};
