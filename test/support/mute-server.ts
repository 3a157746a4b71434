import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { closeServer, listenOnLoopback } from '../../infra/local/loopback.ts';
import { createAuthority } from './authority.ts';

/** Takes every connection and every request, and then says nothing at all, or the beginning of an answer. */
export type Silence = 'at once' | 'in the middle of its answer';

/** @returns where it is silent in plain and behind TLS, and who vouches for it there */
export async function startMuteServer(silence: Silence) {
  const answer: RequestListener = (request, response) => {
    request.resume();
    if (silence === 'at once') return;
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"');
  };
  const authority = await createAuthority();
  const plain = createPlain(answer);
  const secure = createSecure(await authority.issue(['127.0.0.1']), answer);
  return {
    url: await listenOnLoopback(plain),
    secureUrl: (await listenOnLoopback(secure)).replace('http:', 'https:'),
    caData: authority.pem,
    stop: async () => {
      await Promise.all([closeServer(plain), closeServer(secure)]);
    },
  };
}
