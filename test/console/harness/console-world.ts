import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { ensureConsole } from '../../../tools/console/build.ts';
import { ensureMoverTools } from '../../support/mover-tools.ts';
import { startProductWorld } from '../../support/product-world.ts';
import { startChromium } from './chromium.ts';
import { type Visit, visit } from './visit.ts';

type Given = Omit<Parameters<typeof visit>[1], 'url' | 'token'> & {
  scope?: 'read' | 'operate' | 'admin';
  signedOut?: true;
};

/** The product as `npm start` runs it, and people's browsers. */
export async function startConsoleWorld(more: Parameters<typeof startProductWorld>[1] = {}) {
  await ensureConsole(join(import.meta.dirname, '../../..'));
  const [world, browser] = await Promise.all([startProductWorld(await ensureMoverTools(), more), startChromium()]);
  const { app } = world;
  const url = app.stack.endpoints.api;
  return {
    ...world,
    url,
    browser: browser as Browser,
    visit: async ({ scope, signedOut, ...more }: Given = {}): Promise<Visit> => {
      const token = scope ? app.tokens[scope] : app.token;
      return await visit(browser, { url, ...(signedOut || !token ? {} : { token }), ...more });
    },
    stop: async () => {
      await browser.close();
      await world.stop();
    },
  };
}

export type ConsoleWorld = Awaited<ReturnType<typeof startConsoleWorld>>;
