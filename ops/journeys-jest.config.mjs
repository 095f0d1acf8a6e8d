import base from "../jest.config.mjs";

/** Journeys in a browser: the product runs already, one journey at a time. */
export default {
  ...base,
  rootDir: "..",
  roots: ["<rootDir>/tests/journeys"],
  testMatch: ["**/*.e2e.ts"],
  testTimeout: 240_000,
  maxWorkers: 1,
  testSequencer: "<rootDir>/ops/journeys-order.mjs",
};
