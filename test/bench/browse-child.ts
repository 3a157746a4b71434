/** Browses a big cluster as one function does, or reads the same lists bare, in a process of its own: see browse.ts. */

import { text } from 'node:stream/consumers';
import type { Context } from 'aws-lambda';
import { Agent, request } from 'undici';
import { listClusterNamespaces } from '../../functions/api/clusters/browse/namespaces.ts';
import { listClusterResourceTypes } from '../../functions/api/clusters/browse/resource-types.ts';
import { listClusterResources } from '../../functions/api/clusters/browse/resources.ts';
import { createApi } from '../../functions/api/http/router.ts';
import { discoverCollected } from '../../functions/manifests/collected-kinds.ts';
import { inParallel } from '../../functions/platform/in-parallel.ts';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import type { Catalog } from '../../functions/services/catalog/catalog.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { parseAccess } from '../../functions/services/cluster/access.ts';
import { WITHIN_A_REQUEST } from '../../functions/services/cluster/clusters.ts';
import { openCluster } from '../../functions/services/cluster/kubernetes-cluster.ts';
import { eventOf } from '../support/api-event.ts';

/** From browse.ts, as JSON on standard input. */
export interface BrowseJob {
  kubeconfig: string;
  url: string;
  caData: string;
  token: string;
  /** Whether the lists are read by a plain client, and thrown away. */
  bare: boolean;
}
export interface BrowseReport {
  seconds: Record<string, number>;
  counts: Record<string, string>;
  megabytes: number;
}

const job = JSON.parse(await text(process.stdin)) as BrowseJob;
const report: BrowseReport = { seconds: {}, counts: {}, megabytes: 0 };
await (job.bare ? readBare() : browse());
report.megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify(report));

async function timed(what: string, work: () => Promise<string>): Promise<void> {
  const began = performance.now();
  report.counts[what] = await work();
  report.seconds[what] = (performance.now() - began) / 1000;
}

/** All objects of the namespaces' kinds, as many lists at once as Snapferry's. */
async function readBare(): Promise<void> {
  const dispatcher = new Agent({ connect: { ca: Buffer.from(job.caData, 'base64').toString() } });
  const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
  const headers = { authorization: `Bearer ${job.token}`, accept };
  const read = async (path: string) => {
    const { body } = await request(`${job.url}${path}`, { dispatcher, headers });
    return (await body.json()) as { items: unknown[]; metadata: { continue?: string } };
  };
  const kinds = await kindsOf();
  await timed('lists', async () => {
    let objects = 0;
    await inParallel(kinds, 8, async (kind) => {
      let next = '';
      do {
        const page = await read(`${kind}?limit=500${next && `&continue=${encodeURIComponent(next)}`}`);
        objects += page.items.length;
        next = page.metadata.continue ?? '';
      } while (next);
    });
    return `${objects} objects`;
  });
  await dispatcher.close();
}

async function kindsOf(): Promise<string[]> {
  const cluster = open();
  const { kinds } = await discoverCollected(cluster);
  cluster.close();
  return kinds.map(({ group, version, plural }) => `${group ? `/apis/${group}` : '/api'}/${version}/${plural}`);
}

async function browse(): Promise<void> {
  const cluster = open();
  const item = { name: 'big', uid: 'big', spec: { namespace: 'snapferry', settings: {} }, status: { validatedAt: '' } };
  const handler = createApi(
    {
      catalog: { read: async () => item } as unknown as Catalog,
      clusters: { open: async () => cluster },
      clock: systemClock,
      config: { scopes: { read: 'snapferry/read', operate: 'snapferry/operate', admin: 'snapferry/admin' } },
      log: { info: () => undefined, warn: console.error, error: console.error },
      audit: { append: async () => undefined, list: async () => ({ items: [] }) },
    },
    [listClusterNamespaces, listClusterResourceTypes, listClusterResources],
  );
  const ask = async (route: string, query: string) => {
    const event = eventOf('GET', `/v1/clusters/big/${route}`, query, {}, { name: 'big' });
    const { statusCode, body = '' } = await handler(event, { getRemainingTimeInMillis: () => 28_000 } as Context);
    if (statusCode !== 200) throw new Error(body);
    return JSON.parse(body) as { items: { objects?: number }[]; nextCursor?: string };
  };
  const sum = (items: { objects?: number }[]) => items.reduce((all, { objects = 0 }) => all + objects, 0);

  await timed('a page of namespaces with their counts', async () => {
    const { items, nextCursor } = await ask('namespaces', 'limit=500');
    return `${items.length} namespaces, ${sum(items)} objects${nextCursor ? ', and more' : ''}`;
  });
  await timed('all resource types with their counts', async () => {
    const { items } = await ask('resource-types', 'namespaces=*&limit=500');
    return `${items.length} types, ${sum(items)} objects`;
  });
  await timed('a page of objects', async () => `${(await ask('resources', 'namespaces=*&limit=500')).items.length}`);
  await timed('every page of objects', async () => {
    let [objects, pages, cursor] = [0, 0, ''];
    do {
      const page = await ask('resources', `namespaces=*&limit=500${cursor && `&cursor=${cursor}`}`);
      objects += page.items.length;
      pages += 1;
      cursor = page.nextCursor ?? '';
    } while (cursor);
    return `${objects} objects in ${pages} requests`;
  });
  cluster.close();
}

function open() {
  const policy = createAddressPolicy(['127.0.0.0/8']);
  return openCluster({
    ref: { name: 'big', uid: 'big', clusterId: 'big' },
    ownNamespace: 'snapferry',
    credentials: parseAccess({ kind: 'kubeconfig', kubeconfig: job.kubeconfig }, policy),
    policy,
    clock: systemClock,
    ...WITHIN_A_REQUEST,
  });
}
