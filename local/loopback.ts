import type { IncomingMessage, Server } from 'node:http';
import { type AddressInfo, createServer, type Server as SocketServer } from 'node:net';

/**
 * Whether a Host header names this machine. A page on the internet can make a browser resolve its own name to 127.0.0.1, but not
 * send another Host: whoever refuses foreign ones is safe from DNS rebinding.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '');
}

/** For endpoints that no browser has any business with: a page's requests to another origin carry its Origin. */
export function isLocalProgram({ headers }: IncomingMessage): boolean {
  return isLoopbackHost(headers.host) && headers.origin === undefined;
}

/**
 * Listens on loopback; 0 takes a free port.
 * @returns the URL
 * @throws Error with one sentence when the port is taken
 */
export async function listenOnLoopback(server: SocketServer, port = 0): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is in use`, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port that nobody has now: this one, or for 0 any. @throws Error when it is taken */
export async function freePort(host: string, port: number): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(port, host, resolve));
  const found = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
  return found;
}

/** Closes the server and every connection to it. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
