import { Agent, request } from 'undici';
import { expect, onTestFinished } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { until } from '../support/until.ts';

/** A raw client of the tests' own: what it sends is what the API server gets. */
export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read arbitrary JSON
  body: any;
}

export interface RawClient {
  call(method: string, path: string, body?: unknown, contentType?: string): Promise<Reply>;
  get(path: string): Promise<Reply>;
  post(path: string, body: unknown): Promise<Reply>;
  merge(path: string, body: unknown): Promise<Reply>;
  remove(path: string, options?: object): Promise<Reply>;
}

export function createRawClient(
  simulator: Pick<Simulator, 'url' | 'caData' | 'token'>,
  token = simulator.token('tester'),
): RawClient {
  const dispatcher = new Agent({ connect: { ca: Buffer.from(simulator.caData, 'base64').toString() } });
  async function call(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<Reply> {
    const response = await request(`${simulator.url}${path}`, {
      method: method as 'GET',
      dispatcher,
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    const isJson = String(response.headers['content-type']).includes('json');
    return { status: response.statusCode, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
  return {
    call,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    merge: (path, body) => call('PATCH', path, body, 'application/merge-patch+json'),
    remove: (path, options) => call('DELETE', path, options),
  };
}

/** It stops with its test: files share this module, so a hook of the module would be the first one's alone. */
export async function start(options: SimulatorOptions = {}): Promise<{ simulator: Simulator; client: RawClient }> {
  const simulator = await startSimulator({ log: (message) => expect.unreachable(message), ...options });
  onTestFinished(() => simulator.stop());
  await simulator.settled();
  return { simulator, client: createRawClient(simulator) };
}

/** What `read` gives once it gives something; fails after a minute. */
export async function eventually<T>(read: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  return await until(String(read), 60, read, 20);
}

/** Virtual time: timers fire in `advance`, which lets the controllers settle after each. */
export function createVirtualClock(startMs = Date.parse('2026-11-23T12:00:00Z')) {
  let now = startMs;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds: number, run: () => void) {
      const timer = { at: now + Math.max(0, milliseconds), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    async advance(milliseconds: number, settled: () => Promise<void>) {
      const end = now + milliseconds;
      for (;;) {
        await settled();
        const next = timers.toSorted((one, other) => one.at - other.at)[0];
        if (next === undefined || next.at > end) break;
        timers = timers.filter((one) => one !== next);
        now = next.at;
        next.run();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = end;
    },
  };
}

export const claim = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});

export const snapshotOf = (name: string, claimName: string, spec: object = {}) => ({
  apiVersion: 'snapshot.storage.k8s.io/v1',
  kind: 'VolumeSnapshot',
  metadata: { name },
  spec: { source: { persistentVolumeClaimName: claimName }, ...spec },
});

export const job = (
  name: string,
  command: string,
  container: object = {},
  template: object = {},
  spec: object = {},
) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    backoffLimit: 0,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: 'busybox', command: ['sh', '-c', command], ...container }],
        ...template,
      },
    },
    ...spec,
  },
});

export const paths = {
  core: (namespace: string, rest: string) => `/api/v1/namespaces/${namespace}/${rest}`,
  snapshots: (namespace: string, name = '') =>
    `/apis/snapshot.storage.k8s.io/v1/namespaces/${namespace}/volumesnapshots/${name}`,
  contents: (name = '') => `/apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents/${name}`,
  jobs: (namespace: string, name = '') => `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`,
};
