import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ensureTools } from '../../tools/build/build.ts';
import { ensureConsole } from '../../tools/console/build.ts';
import { sizesOf } from '../../tools/console/sizes.ts';
import { setup, startChromium } from '../console/harness/chromium.ts';
import { startProductWorld } from '../support/product-world.ts';
import { type Figure, median } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUNS = 5;
/** What Chromium's own "slow" devices are held to. */
const SLOWDOWN = 4;

/** What a person waits for: bytes, the first page on a slow processor, and what a page of a list takes of memory. */
export async function measureConsole(): Promise<Figure[]> {
  await setup();
  const folder = await ensureConsole(ROOT);
  const world = await startProductWorld(await ensureTools());
  const browser = await startChromium();
  try {
    const { stack, token } = world.app;
    const address = (path: string) => `${stack.endpoints.api}${path}#token=${token}`;
    const pages = ['/', '/backups', '/backups/new?cluster=demo'];
    const times: Figure[] = [];
    for (const path of pages) {
      const quick = await readyMs(browser, address(path), 1);
      const slow = await readyMs(browser, address(path), SLOWDOWN);
      times.push({
        what: `${path} is ready`,
        measured: `${quick.toFixed(0)} ms; ${slow.toFixed(0)} ms on a processor ${SLOWDOWN} times as slow`,
        beside: '≤ 2000 ms',
      });
    }
    const sizes = sizesOf(folder).map(({ what, bytes, limit }) => ({
      what,
      measured: `${(bytes / 1000).toFixed(0)} kB`,
      beside: `≤ ${limit / 1000} kB`,
    }));
    return [...sizes, ...times, await memory(browser, address('/backups'))];
  } finally {
    await browser.close();
    await world.stop();
  }
}

/** From the address to a heading and to a main thread that is idle: a fresh browser profile, nothing kept. */
async function readyMs(browser: Browser, address: string, slowdown: number): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < RUNS; turn += 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const began = performance.now();
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await isIdle(page);
    times.push(performance.now() - began);
    await context.close();
  }
  return median(times);
}

async function isIdle(page: Page): Promise<void> {
  await page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))');
}

async function memory(browser: Browser, address: string): Promise<Figure> {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await isIdle(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await page.close();
  return { what: '/backups, memory of its scripts', measured: `${(usedSize / 1e6).toFixed(0)} MB`, beside: '≤ 60 MB' };
}
