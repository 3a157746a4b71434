import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { createServer as createSocket, type Socket } from 'node:net';
import { listenOnLoopback } from '../../local/loopback.ts';
import { createAuthority } from './authority.ts';

/** Takes every connection, and then says nothing at all, not even of TLS, or the beginning of an answer. */
export type Silence = 'at once' | 'in the middle of its answer';

/** @returns where it is silent in plain and behind TLS, and who vouches for it there */
export async function startMuteServer(silence: Silence) {
  const begin: RequestListener = (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"');
  };
  const authority = await createAuthority();
  const says = silence === 'in the middle of its answer';
  const plain = says ? createPlain(begin) : createSocket();
  const secure = says ? createSecure(await authority.issue(['127.0.0.1']), begin) : createSocket();
  const sockets = new Set<Socket>();
  for (const server of [plain, secure]) server.on('connection', (socket) => sockets.add(socket.on('error', ignore)));
  return {
    url: await listenOnLoopback(plain),
    secureUrl: (await listenOnLoopback(secure)).replace('http:', 'https:'),
    caData: authority.pem,
    stop: () => {
      for (const server of [plain, secure]) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Whoever gives up may cut the connection. */
function ignore(): void {}
