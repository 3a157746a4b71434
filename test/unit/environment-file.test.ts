import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportLine, keepEnvironment, readEnvironment, withScope } from '../../local/start/environment-file.ts';

const SCRIPT = join(import.meta.dirname, '../../local/start/print-environment.ts');
const served = { api: 'http://127.0.0.1:7777', token: 'all', tokens: { read: 'r', operate: 'o' }, environment: {} };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snapferry-environment-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the line for a shell', () => {
  it('carries the token of every scope, or of the one that is asked for', () => {
    keepEnvironment(folder, served);
    const kept = readEnvironment(folder);

    expect(exportLine(withScope(kept, undefined))).toContain('TOKEN=all');
    expect(exportLine(withScope(kept, 'operate'))).toContain('TOKEN=o');
  });

  it('names the scopes that there are when another one is asked for', () => {
    expect(() => withScope(served, 'root')).toThrow('there is no token of scope root, but of read, operate');
  });

  it('is not given for a stack that does not serve any more', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((resolve) => server.close(resolve));
    keepEnvironment(folder, { ...served, api });

    const run = () => execFileSync(process.execPath, [SCRIPT, '--state', folder], { stdio: 'pipe', encoding: 'utf8' });

    expect(run).toThrow(`snapferry: nothing answers at ${api}: npm start first`);
  });
});
