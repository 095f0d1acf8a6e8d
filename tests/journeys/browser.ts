import { mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { demoPassword } from "../../ops/demo-data/accounts.ts";

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** A journey's desk: phone and desktop, as the pictures of the look. */
export const phone = { width: 390, height: 844 };
export const desktop = { width: 1440, height: 900 };
export type Size = typeof phone;

export const hasBrowser = Boolean(process.env.CHROMIUM_PATH) && Boolean(process.env.TEST_BASE_URL);

/** Skips by name on a machine without a browser. */
export const it = hasBrowser ? test : test.skip;

/**
 * One journey. When it fails, the pages as they stood then are pictures in a temporary directory that the message names.
 */
export function journey(walk: () => Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await walk();
    } catch (error) {
      const pictures = await picturesOfOpenPages();
      throw new Error(`${error instanceof Error ? error.message : String(error)}\n${pictures.join("\n")}`, {
        cause: error,
      });
    } finally {
      await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
    }
  };
}

async function picturesOfOpenPages(): Promise<string[]> {
  const pages = (browser?.contexts() ?? []).flatMap((context) => context.pages());
  const directory = mkdtempSync(join(tmpdir(), "rencaitong-pictures-"));
  return Promise.all(
    pages.map(async (page, index) => {
      const path = join(directory, `${index}.png`);
      await page.screenshot({ path });
      return `${page.url()} ${path}`;
    }),
  );
}

export function baseUrl(): string {
  const value = process.env.TEST_BASE_URL;
  if (!value) throw new Error("TEST_BASE_URL is not set: npm run e2e starts the product and sets it");
  return value;
}

let browser: Browser | undefined;

export async function openBrowser(): Promise<Browser> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

export interface Visit {
  context: BrowserContext;
  page: Page;
  /** Sentences of the browser's console that a good page does not write. */
  complaints: string[];
}

export async function visit(size: Size, options: { downloads?: boolean } = {}): Promise<Visit> {
  const context = await (
    await openBrowser()
  ).newContext({
    viewport: size,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    acceptDownloads: options.downloads ?? true,
    hasTouch: size.width < 600,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !/the server responded with a status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { context, page, complaints };
}

/** Logs in at the door the account belongs to; ends on its start page. */
export async function logIn(page: Page, loginName: string, address = baseUrl()): Promise<void> {
  await page.goto(`${address}/login`);
  await page
    .getByLabel(/账号|手机号/)
    .first()
    .fill(loginName);
  await page.getByLabel("密码", { exact: true }).fill(demoPassword);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/login"));
}

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** WCAG 2.1 AA by axe, on the page as it stands; answers what is wrong, ready to read. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // A message shows for a moment before it is handed to the live region; only then is it what a reader meets.
  await page.waitForFunction(() => !document.querySelector("mat-snack-bar-container [aria-hidden='true'] button"));
  await page.evaluate(axeSource);
  const violations = (await page.evaluate(
    // The one rule left out is experimental in axe and reads hidden text as visible.
    `axe.run(document, {
      runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] },
      rules: { "label-content-name-mismatch": { enabled: false } },
    }).then((r) => r.violations)`,
  )) as Violation[];
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} — ${node.failureSummary.slice(0, 200)}`),
  );
}

/** Nothing sticks out to the side on a phone. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
