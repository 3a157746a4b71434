import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { VERSION } from '../domain/cluster/version.ts';
import type { Config } from '../platform/config.ts';
import { securityHeaders } from './headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const PACKED = '.gz';
/** Names of files carry the hash of their content: they never change. */
const FOREVER = 'public, max-age=31536000, immutable';

export type ConsoleHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Answers what a browser asks of the console: its files, packed by `npm run build:console`; `config.json`; and the page
 * itself for every other address, since the console reads those.
 */
export function createConsole({ console: given, scopes }: Pick<Config, 'console' | 'scopes'>): ConsoleHandler {
  const files = readFiles(given.files);
  const always = securityHeaders([...(given.issuer ? [new URL(given.issuer).origin] : []), ...given.connectOrigins]);
  const settings = JSON.stringify({
    version: VERSION,
    ...(given.clientId ? { auth: 'oidc', issuer: given.issuer, clientId: given.clientId } : { auth: 'token' }),
    scopes: Object.values(scopes),
  });
  return async ({ rawPath, headers }) => {
    if (rawPath === '/config.json') {
      const type = { 'content-type': 'application/json', 'cache-control': 'no-store' };
      return { statusCode: 200, headers: { ...always, ...type }, body: settings };
    }
    const isAsset = rawPath.startsWith('/assets/');
    const file = files.get(rawPath) ?? (isAsset ? undefined : files.get('/index.html'));
    if (!file) return notThere(always, isAsset);
    const packed = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
    return {
      statusCode: 200,
      headers: {
        ...always,
        'content-type': file.type,
        'cache-control': isAsset ? FOREVER : 'no-store',
        vary: 'accept-encoding',
        ...(packed ? { 'content-encoding': 'gzip' } : {}),
      },
      body: (packed ? file.packed : gunzipSync(file.packed)).toString('base64'),
      isBase64Encoded: true,
    };
  };
}

/** An asset of another release: the page that asks for it is to be loaded anew. */
function notThere(headers: Record<string, string>, isAsset: boolean): APIGatewayProxyStructuredResultV2 {
  const text = isAsset
    ? 'There is no such file in this release of the console: load the page again.'
    : 'The console is not built: npm run build:console.';
  return {
    statusCode: 404,
    headers: { ...headers, 'content-type': 'text/plain', 'cache-control': 'no-store' },
    body: text,
  };
}

/** By the path that a browser asks for. Read once: a path from outside is looked up, and never opened. */
function readFiles(folder: string): Map<string, { type: string; packed: Buffer }> {
  const names = list(folder).filter((name) => name.endsWith(PACKED));
  return new Map(
    names.map((name) => {
      const path = name.slice(0, -PACKED.length);
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      return [`/${path}`, { type, packed: readFileSync(join(folder, name)) }];
    }),
  );
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
