import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type AddressPolicy, createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import type { Clock } from '../../../functions/services/clock/clock.ts';
import { type OpenCluster, openCluster } from '../../../functions/services/cluster/kubernetes-cluster.ts';
import { type ApiServer, startApiServer } from '../../support/api-server.ts';

const LOOPBACK = createAddressPolicy(['127.0.0.0/8']);

/** Never waits; remembers how long it was asked to. */
export function impatientClock(): Clock & { pauses: number[] } {
  const pauses: number[] = [];
  return {
    pauses,
    now: () => new Date('2026-11-23T00:00:00Z'),
    sleep: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
    randomBytes: (size) => randomBytes(size),
    uuid: () => 'unused',
  };
}

/** An API server that answers what the test says, until the test ends. */
export async function serve(answer: Parameters<typeof startApiServer>[0]): Promise<ApiServer> {
  const api = await startApiServer(answer);
  onTestFinished(() => api.close());
  return api;
}

interface Opening {
  server?: string;
  caData?: string;
  policy?: AddressPolicy;
  clock?: Clock;
  timeoutMs?: number;
  clientCertificate?: { cert: string; key: string };
}

export function open(api: ApiServer, options: Opening = {}): OpenCluster {
  const { clientCertificate } = options;
  return openCluster({
    ref: { name: 'shop', uid: 'u', clusterId: 'c' },
    ownNamespace: 'snapferry',
    credentials: {
      server: options.server ?? api.server,
      caData: options.caData ?? api.authority.pem,
      ...(clientCertificate
        ? { clientCertificate: clientCertificate.cert, clientKey: clientCertificate.key }
        : { token: 'tell-nobody' }),
    },
    policy: options.policy ?? LOOPBACK,
    clock: options.clock ?? impatientClock(),
    timeoutMs: options.timeoutMs ?? 10_000,
  });
}
