import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const NAMES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const INSTALL_MS = 600_000;

function installed(): string | undefined {
  return process.env.CHROMIUM ?? NAMES.find((path) => existsSync(path));
}

/** Of vitest, before the first file: as root on Debian the browser is installed; elsewhere it is said what to do. */
export async function setup(): Promise<void> {
  if (installed()) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error('the console is tested in Chromium, and there is none: install it, or name it in CHROMIUM');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '--quiet=2'], { env: environment, timeout: INSTALL_MS });
  const given = ['install', '--yes', '--quiet=2', '--no-install-recommends', 'chromium'];
  await run('apt-get', given, { env: environment, timeout: INSTALL_MS });
}

/** Without its sandbox, which root does not get; it sees nothing but the stack of the test. */
export async function startChromium(): Promise<Browser> {
  const executablePath = installed();
  if (!executablePath) throw new Error('there is no Chromium');
  return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}
