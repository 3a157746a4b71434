import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 as Answer, APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, expect, it } from 'vitest';
import { createConsole } from '../../functions/console/serve-console.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapferry-console-'));
mkdirSync(join(folder, 'assets'));
const files = { 'index.html': '<html>the page</html>', 'assets/main-1a2b.js': 'run()', 'ferry.svg': '<svg/>' };
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
// Beside the files that are served, as a key would lie.
writeFileSync(join(folder, '..', 'secret.gz'), gzipSync('secret'));
afterAll(() => rmSync(folder, { recursive: true }));

const scopes = { read: 's/read', operate: 's/operate', admin: 's/admin' };
const NONE = { files: folder, issuer: '', clientId: '', connectOrigins: [] };
const serve = createConsole({ console: NONE, scopes });

async function get(rawPath: string, headers: Record<string, string> = {}, handler = serve): Promise<Answer> {
  return await handler({ rawPath, headers } as unknown as APIGatewayProxyEventV2);
}
const textOf = ({ body = '', isBase64Encoded }: Answer) =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').toString();

it('Every address that is no file is the page, which nobody keeps', async () => {
  for (const path of ['/', '/backups/bk-1', '/no/such/thing']) {
    const answer = await get(path);

    expect([answer.statusCode, textOf(answer)]).toEqual([200, files['index.html']]);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  }
});

it('A file that carries the hash of its content is kept for good, and packed for who takes that', async () => {
  const packed = await get('/assets/main-1a2b.js', { 'accept-encoding': 'br, gzip' });

  expect(packed.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-encoding': 'gzip',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  });
  expect(gunzipSync(Buffer.from(packed.body ?? '', 'base64')).toString()).toBe('run()');
  expect(textOf(await get('/assets/main-1a2b.js'))).toBe('run()');
});

it('A file of another release is not there, and is not the page', async () => {
  const answer = await get('/assets/main-other.js');

  expect(answer).toMatchObject({
    statusCode: 404,
    headers: { 'cache-control': 'no-store', 'content-type': 'text/plain' },
  });
});

it.each(['/../secret', '/assets/../../secret', '/%2e%2e/secret', '//secret', '/assets/..%2f..%2fsecret'])(
  'No address leads out of the folder: %s',
  async (path) => {
    expect(textOf(await get(path))).not.toContain('secret.gz');
    expect(textOf(await get(path))).not.toBe('secret');
  },
);

it('The page may run its own scripts and ask its own origin, and nothing else', async () => {
  const { headers = {} } = await get('/');

  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("connect-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
});

it('Without a client to sign in by, the address carries the token', async () => {
  expect(JSON.parse(textOf(await get('/config.json')))).toMatchObject({ auth: 'token', scopes: Object.values(scopes) });
});

it('With one, people sign in at the issuer, which the page may ask', async () => {
  const issuer = 'https://issuer.example/pool';
  const given = { ...NONE, issuer, clientId: 'console', connectOrigins: ['https://token.example'] };
  const handler = createConsole({ console: given, scopes });
  const answer = await get('/config.json', {}, handler);

  expect(JSON.parse(textOf(answer))).toMatchObject({ auth: 'oidc', issuer, clientId: 'console' });
  expect(answer.headers?.['content-security-policy']).toContain(
    "connect-src 'self' https://issuer.example https://token.example;",
  );
});

it('A console that was not built says how to build it', async () => {
  const handler = createConsole({ console: { ...NONE, files: join(folder, 'missing') }, scopes });
  const answer = await get('/', {}, handler);

  expect([answer.statusCode, textOf(answer)]).toEqual([404, 'The console is not built: npm run build:console.']);
});
