import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cli, createCli } from '../../support/cli/snapferry.ts';
import { CLIENT, type Issuer, startIssuer } from '../../support/oidc-issuer.ts';

let cli: Cli;
let stops: (() => void)[];

beforeEach(async () => {
  cli = await createCli();
  stops = [cli.remove];
});
afterEach(() => {
  for (const stop of stops) stop();
});

/** An API that takes what the issuer has signed for it, has no clusters, and tells its console how people sign in. */
async function startApi({ url: issuer }: Issuer): Promise<{ url: string; scopes: string[] }> {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  const scopes: string[] = [];
  const server = createServer((request, response) => {
    const [, token = ''] = request.headers.authorization?.split(' ') ?? [];
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/config.json') return answer(200, { auth: 'oidc', issuer, clientId: CLIENT, scopes: [] });
    jwtVerify(token, keys, { issuer, audience: 'snapferry' }).then(
      ({ payload }) => {
        scopes.push(String(payload.scope));
        answer(200, { items: [] });
      },
      () => answer(401, { message: 'Unauthorized' }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, scopes };
}

async function start(given: Parameters<typeof startIssuer>[0] = {}) {
  const issuer = await startIssuer(given);
  stops.push(issuer.stop);
  const api = await startApi(issuer);
  return { issuer, api, where: ['--api', api.url, '--issuer', issuer.url, '--client-id', CLIENT] };
}

/** Does what a browser does with the address that is printed. */
async function signIn(where: readonly string[], ...more: string[]) {
  let opened = false;
  return await cli.run(['login', ...where, '--no-browser', ...more], {
    onStderr: (said) => {
      const [, url] = /sign in at\n {2}(\S+)\n/.exec(said) ?? [];
      if (!url || opened) return;
      opened = true;
      void fetch(url).then((page) => page.text());
    },
  });
}

const kept = (file: string) => join(cli.home, '.config/snapferry', file);
const tokensOf = (text: string) => /eyJ[\w.-]+|refreshToken: (?!.*\*)\S+/.exec(text);

describe('a login', () => {
  it('by a browser gets tokens by code and PKCE, which its owner alone can read', async () => {
    const { api, where, issuer } = await start();

    const { code, stdout, stderr } = await signIn(where, '--context', 'prod');

    expect({ code, stdout, stderr }).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/current context is prod\n$/),
    });
    expect(tokensOf(stderr)).toBeNull();
    expect(issuer.asked).toEqual(['authorization_code']);
    expect(api.scopes[0]).toBe('openid offline_access snapferry/read snapferry/operate snapferry/admin');
    for (const file of ['config.yaml', 'tokens.yaml']) expect(statSync(kept(file)).mode & 0o777).toBe(0o600);
    expect(statSync(kept('.')).mode & 0o777).toBe(0o700);
    expect(tokensOf(readFileSync(kept('config.yaml'), 'utf8'))).toBeNull();
    expect(await cli.run(['get', 'clusters'])).toMatchObject({ code: 0, stderr: 'no clusters\n' });
    expect((await cli.run(['context', 'list'])).stdout).toMatch(/^CURRENT .*\n\* +prod +http\S+ +http\S+ +yes\n$/);
  });

  it('needs the address alone where the console of the installation says how people sign in', async () => {
    const { api } = await start();

    expect(await signIn(['--api', api.url])).toMatchObject({ code: 0, stderr: expect.stringMatching(/signed in to/) });
    expect(readFileSync(kept('config.yaml'), 'utf8')).toContain(`clientId: ${CLIENT}`);
  });

  it('by a device code waits until somebody has typed the code', async () => {
    const { where, issuer } = await start();

    const { code, stderr } = await cli.run(['login', ...where, '--device'], {
      onStderr: (said) => {
        if (said.includes('ABCD-EFGH')) issuer.approve();
      },
    });

    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('with the code ABCD-EFGH\n') });
    expect(await cli.run(['get', 'clusters'])).toMatchObject({ code: 0 });
  });

  it('by a device code is wrong use where the issuer offers none', async () => {
    const { where } = await start({ device: false });

    expect(await cli.run(['login', ...where, '--device'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('offers no sign-in by a device code'),
    });
  });

  it('is renewed when its token is about to end, each time by the newest refresh token', async () => {
    const { where, issuer } = await start({ tokenSeconds: 10 });
    await signIn(where);

    expect(await cli.run(['get', 'clusters'])).toMatchObject({ code: 0 });
    expect(await cli.run(['get', 'clusters'])).toMatchObject({ code: 0 });

    expect(issuer.asked).toEqual(['authorization_code', 'refresh_token', 'refresh_token']);
    issuer.refreshTokens.clear();
    const over = await cli.run(['get', 'clusters']);
    expect(over).toMatchObject({ code: 4, stderr: expect.stringContaining('snapferry login --context default') });
    expect(tokensOf(over.stderr)).toBeNull();
  });

  it('is over after a logout, here and at the issuer', async () => {
    const { where, issuer } = await start();
    await signIn(where);

    expect(await cli.run(['logout'])).toMatchObject({ code: 0 });

    expect(issuer.refreshTokens.size).toBe(0);
    expect(await cli.run(['get', 'clusters'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('not signed in to context default'),
    });
    expect(readFileSync(kept('tokens.yaml'), 'utf8')).not.toContain('eyJ');
  });

  it('of an issuer over http is refused anywhere but on this machine', async () => {
    const where = ['--api', 'https://api.example', '--issuer', 'http://issuer.example', '--client-id', CLIENT];

    expect(await cli.run(['login', ...where])).toMatchObject({ code: 2, stderr: expect.stringContaining('by https') });
  });

  it('with a token from stdin is refused where the API does not take it, and keeps nothing', async () => {
    const { api } = await start();

    const { code, stderr } = await cli.run(['login', '--api', api.url, '--token'], { input: 'a.wrong.token\n' });

    expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.not.stringContaining('a.wrong.token') });
    expect(await cli.run(['context', 'list'])).toMatchObject({ stdout: '', stderr: 'no contexts\n' });
  });
});

describe('several contexts', () => {
  it('are chosen by --context, or one of them for good', async () => {
    const one = await start();
    const two = await start();
    await signIn(one.where, '--context', 'one');
    await signIn(two.where, '--context', 'two');
    const seen = () => [one.api.scopes.length, two.api.scopes.length];

    const before = seen();
    await cli.run(['get', 'clusters', '--context', 'one']);
    await cli.run(['get', 'clusters']);
    expect(seen()).toEqual(before.map((count) => count + 1));

    await cli.run(['context', 'use', 'one']);
    await cli.run(['get', 'clusters']);
    expect(seen()).toEqual([(before[0] ?? 0) + 2, (before[1] ?? 0) + 1]);
    expect(await cli.run(['context', 'use', 'three'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there are: one, two'),
    });
  });

  it('give no token to another API that the environment names', async () => {
    const { where, api } = await start();
    await signIn(where);

    const run = await cli.run(['get', 'clusters'], { more: { SNAPFERRY_API: api.url } });

    expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining('SNAPFERRY_TOKEN is not') });
    expect(api.scopes).toHaveLength(1);
  });
});
