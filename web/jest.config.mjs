import presets from "jest-preset-angular/presets/index.js";

/** The web project: components in jsdom, zoneless, as ES modules; icons are read as text like in the build. */
const preset = presets.createEsmPreset({ tsconfig: "<rootDir>/tsconfig.spec.json" });

export default {
  ...preset,
  rootDir: import.meta.dirname,
  roots: ["<rootDir>/src"],
  testMatch: ["**/*.test.ts"],
  setupFilesAfterEnv: ["<rootDir>/src/testing/setup.ts"],
  transform: { ...preset.transform, "^.+\\.svg$": "<rootDir>/src/testing/svg-as-text.mjs" },
  transformIgnorePatterns: ["/node_modules/(?!@material-symbols/|.*\\.mjs$)"],
  // The compiler writes `.js` where the sources say `.ts`.
  moduleNameMapper: { ...preset.moduleNameMapper, "^(\\.{1,2}/.*)\\.js$": "$1" },
  testTimeout: 30_000,
};
