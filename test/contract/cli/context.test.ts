import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepEnvironment } from '../../../local/start/environment-file.ts';
import { type AnsweringApi, startAnsweringApi } from '../../support/cli/answering-api.ts';
import { type Cli, createCli } from '../../support/cli/snapferry.ts';

let api: AnsweringApi;
let cli: Cli;
let state: string;

beforeEach(async () => {
  api = await startAnsweringApi(() => ({
    body: { items: [{ name: 'demo', status: {}, createdAt: '2026-11-26T02:00:00Z' }] },
  }));
  state = mkdtempSync(join(tmpdir(), 'snapferry-state-'));
  cli = await createCli({ XDG_STATE_HOME: state });
});
afterEach(() => {
  api.stop();
  cli.remove();
  rmSync(state, { recursive: true });
});

/** As npm start does. */
function serve(url: string): void {
  const folder = join(state, 'snapferry/local');
  mkdirSync(folder, { recursive: true });
  keepEnvironment(folder, { api: url, token: 'of-the-stack', environment: {} });
}

const bearers = () => api.asked.map(({ headers }) => headers.authorization);
const get = async (more: Record<string, string> = {}) => await cli.run(['get', 'clusters', '-o', 'name'], { more });

describe('the command line without any configuration', () => {
  it('asks what npm start serves, with its token', async () => {
    serve(api.url);

    expect(await get()).toEqual({ code: 0, stdout: 'cluster/demo\n', stderr: '' });
    expect(bearers()).toEqual(['Bearer of-the-stack']);
  });

  it('says that nothing answers where that has ended', async () => {
    serve(api.url);
    api.stop();

    expect(await get()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^snapferry: nothing answers at .*\nnpm start /),
    });
  });

  it('says how to sign in where nothing was ever started', async () => {
    expect(await get()).toMatchObject({ code: 4, stderr: expect.stringContaining('snapferry login --api URL') });
  });

  it('asks what the environment names instead, or else the current context', async () => {
    serve('http://127.0.0.1:1');
    await get({ SNAPFERRY_API: api.url, SNAPFERRY_TOKEN: 'of-the-environment' });
    await cli.run(['login', '--api', `${api.url}/`, '--token', '--context', 'prod'], { input: 'of-the-context\n' });
    await get();
    await get({ SNAPFERRY_API: api.url, SNAPFERRY_TOKEN: 'of-the-environment' });
    await cli.run(['get', 'clusters', '--context', 'prod'], { more: { SNAPFERRY_API: 'x', SNAPFERRY_TOKEN: 'y' } });

    const [first, ...more] = bearers();
    expect(first).toBe('Bearer of-the-environment');
    // the login looks whether the token is taken
    expect(more).toEqual(
      ['of-the-context', 'of-the-context', 'of-the-environment', 'of-the-context'].map((one) => `Bearer ${one}`),
    );
    expect(api.asked.map(({ path }) => path)).toEqual(Array.from({ length: 5 }, () => '/v1/clusters'));
  });

  it('does not lose a context where another is added or forgotten, and says which file it cannot read', async () => {
    for (const name of ['one', 'two'])
      await cli.run(['login', '--api', api.url, '--token', '--context', name], { input: `of-${name}` });
    await cli.run(['context', 'delete', 'two']);

    expect(JSON.parse((await cli.run(['context', 'list', '-o', 'json'])).stdout)).toEqual({
      items: [{ name: 'one', current: false, api: api.url }],
    });
    const file = join(cli.home, '.config/snapferry/config.yaml');
    expect(readFileSync(join(cli.home, '.config/snapferry/tokens.yaml'), 'utf8')).not.toContain('of-two');
    writeFileSync(file, 'contexts: [');
    expect(await get()).toMatchObject({ code: 1, stderr: expect.stringContaining(`${file} cannot be read`) });
  });
});

describe('the file that is built', () => {
  it('needs Node alone, and is small', () => {
    const code = readFileSync(cli.file, 'utf8');
    const imported = [...code.matchAll(/(?:^|[;}\s])import\s*(?:[\w$*{}\s,]+from\s*)?["']([^"'./][^"']*)["']/g)].map(
      ([, name]) => name,
    );

    expect(code.startsWith('#!/usr/bin/env node\n')).toBe(true);
    expect(imported.length).toBeGreaterThan(3);
    expect(imported.filter((name) => !name?.startsWith('node:') && name !== 'process' && name !== 'buffer')).toEqual(
      [],
    );
    expect(code.length).toBeLessThan(450_000);
  });
});
