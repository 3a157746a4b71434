import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setDefaultCACertificates } from 'node:tls';
import { createAuthority } from './authority.ts';

/** What a receiver of notifications got: the body as it came, and with which headers. */
export interface Delivery {
  path: string;
  headers: IncomingMessage['headers'];
  text: string;
}
export type Behaviour = (response: ServerResponse, delivery: Delivery) => void;

/** A real server that takes notifications, and behaves as it is told. */
export async function startReceiver({ secure = false } = {}) {
  const deliveries: Delivery[] = [];
  let behaviour: Behaviour = (response) => void response.end('thanks');
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      const delivery = { path, headers, text: Buffer.concat(parts).toString('utf8') };
      deliveries.push(delivery);
      behaviour(response, delivery);
    });
  };
  const server = secure ? createSecureServer(await certificate(), answer) : createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${secure ? 'https' : 'http'}://${secure ? 'localhost' : '127.0.0.1'}:${port}/hook?from=snapferry`,
    origin: `http://127.0.0.1:${port}`,
    deliveries,
    behave: (next: Behaviour) => {
      behaviour = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
export type TestReceiver = Awaited<ReturnType<typeof startReceiver>>;

/** Of an authority that this process trusts from now on. */
async function certificate() {
  const authority = await createAuthority();
  setDefaultCACertificates([authority.pem]);
  return await authority.issue(['localhost', '127.0.0.1']);
}

export const answers =
  (status: number, body = ''): Behaviour =>
  (response) =>
    void response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body);
