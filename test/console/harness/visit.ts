import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';

/** Pictures of what was seen when a test failed. */
const PICTURES = join(import.meta.dirname, '../../../.build/console-failures');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** For what comes by polling, on a machine that is busy. */
const PATIENCE_MS = 30_000;

const open = new Set<Page>();
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  mkdirSync(PICTURES, { recursive: true });
  const name = task.name.replaceAll(/\W+/g, '-').slice(0, 100);
  for (const [at, page] of [...open].entries())
    await page.screenshot({ path: join(PICTURES, `${name}-${at}.png`), fullPage: true }).catch(() => undefined);
});

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Of the console, by its path; signed in since the first page. */
  go(path: string): Promise<void>;
  /** Requests that changed something, as `POST /v1/backups`. */
  sent: string[];
  /** No console error, no report of the content security policy, nothing asked of anybody else, nothing that axe finds. */
  isClean(): Promise<void>;
  end(): Promise<void>;
}

interface VisitOptions {
  url: string;
  token?: string;
  width?: number;
  dark?: boolean;
  /** What is expected to be written to the browser's console, as an answer of 404. */
  expected?: RegExp;
  /** Origins that it may ask beside its own, as that of an issuer. */
  others?: string[];
}

/** A person's browser. */
export async function visit(browser: Browser, options: VisitOptions): Promise<Visit> {
  const { url, token, width = 1440, dark = false, expected, others = [] } = options;
  const origins = new Set([new URL(url).origin, ...others]);
  const context = await browser.newContext({
    viewport: { width, height: 1000 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const wrong: string[] = [];
  const sent: string[] = [];
  const watch = (one: Page) => {
    one.on('pageerror', ({ message }) => wrong.push(`error: ${message}`));
    one.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !expected?.test(text)) wrong.push(`console: ${text}`);
    });
    one.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      if (!origins.has(origin) && !request.url().startsWith('data:')) wrong.push(`asked: ${request.url()}`);
      if (request.method() !== 'GET') sent.push(`${request.method()} ${pathname}`);
    });
  };
  watch(page);
  context.on('page', watch);
  let signedIn = token === undefined;
  open.add(page);
  return {
    page,
    context,
    sent,
    async go(path) {
      await page.goto(`${url}${path}${signedIn ? '' : `#token=${token}`}`);
      signedIn = true;
    },
    async isClean() {
      // Each is told once: what is wrong on one page is not wrong on the next.
      expect(wrong.splice(0)).toEqual([]);
      expect(await violations(page)).toEqual([]);
    },
    end: async () => {
      open.delete(page);
      await context.close();
    },
  };
}

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** By axe, in the page as it is now. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )) as Violation[];
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}
