import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificates } from './certificates.ts';

export interface HttpsListener {
  /** The port; 0 asks for any. */
  listen(port: number): Promise<number>;
  /** Refuses connections from now on, and drops those it has. */
  close(): Promise<void>;
  isOpen(): boolean;
  /** TCP connections accepted so far. */
  connections(): number;
}

/** HTTPS on the loopback address; a client may show a certificate. */
export function createHttpsListener(
  { server: { key, certificate }, ca }: Certificates,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
  onUpgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void,
): HttpsListener {
  const sockets = new Set<Duplex>();
  let accepted = 0;
  const server = createServer(
    { key, cert: certificate, ca, requestCert: true, rejectUnauthorized: false, keepAliveTimeout: 120_000 },
    onRequest,
  );
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => onUpgrade(request, socket as Socket, head));
  server.on('tlsClientError', () => {});

  return {
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
    isOpen: () => server.listening,
    connections: () => accepted,
  };
}
