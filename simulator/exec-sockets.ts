import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { ExecSession } from './api/exec.ts';

/** Speaks a session over the connection that asks for it. */
export function serveSession(session: ExecSession, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const server = new WebSocketServer({ noServer: true, handleProtocols: () => session.protocol });
  server.handleUpgrade(request, socket, head, (line) => {
    const take = session.begin({
      send: (frame) => line.send(frame),
      close: () => line.close(1000),
      drop: () => line.terminate(),
    });
    line.on('error', () => {}); // the client is gone; its command goes on
    line.on('message', (frame) => {
      if (Buffer.isBuffer(frame)) take(frame);
    });
  });
}

/** A plain answer, where a session was asked for. */
export function refusingResponse(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.assignSocket(socket);
  response.shouldKeepAlive = false;
  response.on('finish', () => socket.end());
  return response;
}

/** The subprotocols that a client offers. */
export function offeredBy({ headers }: Pick<IncomingMessage, 'headers'>): string[] {
  const offered = headers['sec-websocket-protocol'] ?? '';
  return headers.upgrade === 'websocket' ? offered.split(',').map((one) => one.trim()) : [];
}
