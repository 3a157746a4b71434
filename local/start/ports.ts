import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../loopback.ts';

/** In the order in which they follow the port of the HTTP API: 7421 Step Functions, … 7426 the simulated cluster. */
const ENDPOINTS = ['stepFunctions', 'dynamodb', 'scheduler', 'secretsManager', 's3', 'cluster'] as const;
const MAX_PORT = 65_535;
export type EndpointPorts = Record<(typeof ENDPOINTS)[number], number>;

/**
 * Ports of the endpoints beside the API, the same at each start as far as they are free: what was pasted into a shell, or into
 * another tool's settings, goes on working. At first they follow the API's own port.
 * @param api 0 is any port; then the others are any, too
 */
export async function choosePorts(folder: string, api: number): Promise<EndpointPorts> {
  const file = join(folder, 'ports.json');
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<EndpointPorts>) : {};
  const chosen: Record<string, number> = {};
  for (const [at, endpoint] of ENDPOINTS.entries()) {
    const preferred = before[endpoint] ?? (api === 0 ? 0 : api + 1 + at);
    // Somebody else has it: any other will do.
    const isAny = preferred === 0 || preferred > MAX_PORT;
    chosen[endpoint] = isAny ? 0 : await freePort('127.0.0.1', preferred).catch(() => 0);
  }
  return chosen as EndpointPorts;
}

/** Of the API: before a state folder is made, or what is in one forgotten. @throws Error with what to do when it is taken */
export async function checkPort(port: number): Promise<void> {
  try {
    await freePort('127.0.0.1', port);
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const message = isTaken ? `port ${port} is in use` : `port ${port} cannot be had: ${(cause as Error).message}`;
    throw new Error(`${message}: give --port another`, { cause });
  }
}

/** What they really became is what the next start asks for. */
export function keepPorts(folder: string, urls: Record<keyof EndpointPorts, string | undefined>): void {
  const ports = Object.entries(urls).flatMap(([endpoint, url]) => (url ? [[endpoint, Number(new URL(url).port)]] : []));
  writeFileSync(join(folder, 'ports.json'), `${JSON.stringify(Object.fromEntries(ports))}\n`, { mode: 0o600 });
}
