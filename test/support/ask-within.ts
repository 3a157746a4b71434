import type { Exchange } from '../../functions/services/cluster/connection.ts';
import type { Simulator } from '../../simulator/simulator.ts';

/** The way to a simulator that makes no connection: each request and answer is read and written as on one. */
export function askWithin({ ask }: Simulator): Exchange {
  return async ({ method, path, headers }, body) => {
    const {
      status,
      headers: said,
      payload,
    } = await ask({
      method,
      url: path ?? '/',
      headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)])),
      socket: {},
      async *[Symbol.asyncIterator]() {
        if (body) yield body;
      },
    });
    const retryAfter = Number(said['retry-after']);
    return {
      status,
      contentType: said['content-type'] ?? '',
      text: payload.toString('utf8'),
      ...(retryAfter >= 0 ? { retryAfterSeconds: retryAfter } : {}),
    };
  };
}
