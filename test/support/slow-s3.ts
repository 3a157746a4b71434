import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlowS3 {
  url: string;
  /** Keys of the PUTs that came, in the order they came. */
  puts: string[];
  /** PUTs, of some paths or of all, wait for this long before they go on; a promise holds them until it resolves. */
  delayPuts(delay: number | Promise<void>, of?: (path: string) => boolean): void;
  /** Every connection is cut, until it is told to serve again. */
  cut(away: boolean): void;
  /** How many requests came while it was cut. */
  refused(): number;
  stop(): Promise<void>;
}

/** Stands between a mover and a real S3 server; signatures hold, since the Host header goes through as it came. */
export async function startSlowS3(target: string): Promise<SlowS3> {
  const { hostname, port } = new URL(target);
  const puts: string[] = [];
  let delay: number | Promise<void> = 0;
  let isDelayed: (path: string) => boolean = () => true;
  let away = false;
  let refused = 0;
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      if (away) {
        refused += 1;
        return incoming.socket.destroy();
      }
      if (incoming.method === 'PUT') {
        const { pathname } = new URL(incoming.url ?? '/', target);
        puts.push(pathname);
        if (!isDelayed(pathname)) {
          // It goes on at once.
        } else if (typeof delay === 'number') await new Promise((resolve) => setTimeout(resolve, delay as number));
        else await delay;
      }
      const { method = 'GET', url: path = '/', headers } = incoming;
      const onward = request({ hostname, port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.on('error', () => onward.destroy());
      outgoing.on('error', () => onward.destroy());
      incoming.pipe(onward);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    puts,
    delayPuts: (next, of = () => true) => {
      delay = next;
      isDelayed = of;
    },
    cut: (next) => {
      away = next;
      if (next) server.closeAllConnections();
    },
    refused: () => refused,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
