import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeStateFolder } from '../../local/start/state-folder.ts';

const MAIN = join(import.meta.dirname, '../../local/start/main.ts');
const other = createServer();
let parent: string;
let port: string;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'snapferry-port-'));
  await once(other.listen(0, '127.0.0.1'), 'listening');
  port = String((other.address() as AddressInfo).port);
});
afterAll(() => {
  other.close();
  rmSync(parent, { recursive: true });
});

async function start(state: string, reset: boolean) {
  const options = { port, state, reset, 'no-demo': true, defaultState: '/nowhere' };
  const child = spawn(process.execPath, [MAIN, JSON.stringify(options)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

describe('npm start with a port that somebody else has', () => {
  it('ends with what to do, and makes no state folder', async () => {
    const state = join(parent, 'new');

    expect(await start(state, false)).toEqual({
      code: 1,
      said: `snapferry: port ${port} is in use: give --port another\n`,
    });
    expect(existsSync(state)).toBe(false);
  }, 60_000);

  it('forgets nothing of a folder that it was to begin anew', async () => {
    const state = join(parent, 'old');
    takeStateFolder(state).release();
    mkdirSync(join(state, 'stack'));
    writeFileSync(join(state, 'stack', 'tables'), 'rows');
    const before = readdirSync(state, { recursive: true, encoding: 'utf8' }).toSorted();

    expect(await start(state, true)).toMatchObject({ code: 1 });
    expect(readdirSync(state, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(before);
  }, 60_000);
});
