import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ApiClient, answered, createApiClient, type Schemas } from '../../../client/client.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';
import { stepOf } from '../../../functions/platform/dispatch.ts';
import { systemClock } from '../../../functions/services/clock/system-clock.ts';
import { createDynamoDbClient } from '../../../functions/services/dynamodb/table.ts';
import { createLedger } from '../../../functions/services/ledger/dynamodb-ledger.ts';
import type { Ledger } from '../../../functions/services/ledger/ledger.ts';
import { startApp } from '../../../local/app.ts';
import { ensureTools } from '../../../tools/build/build.ts';
import { type Link, openLink } from '../../support/link.ts';
import { until } from '../../support/until.ts';
import type { Cluster } from '../harness/cluster.ts';
import { followOperations } from './follow-operations.ts';

const CREDENTIALS = join(import.meta.dirname, '../../../infra/cluster/credentials.ts');
export const CLUSTER = 'real';
export const LOCATION = 'bucket';
/** The product on the embedded stack, with the real cluster registered by what its admin got, and a location on its S3 server. */
export interface Product {
  installationId: string;
  api: ApiClient;
  ledger: Ledger;
  /** Folder of the bucket that its locations lie in, each below its name. */
  prefix: string;
  /** From the control plane to the API server: what a test can cut. */
  apiServer: Link;
  /** A location of its own, with a link of its own, for a test that cuts it. */
  addLocation(name: string): Promise<Link>;
  /** Where nothing is to be cut: what passes a link passes this process, and takes its time. */
  addLocationAt(name: string, endpoint: string): Promise<void>;
  /** Another cluster, from which the first location is valid too. */
  addCluster(name: string, other: Cluster): Promise<void>;
  /** To its end. */
  deleteBackup(id: string): Promise<Operation>;
  startBackup(namespace: string, body?: Partial<Schemas['BackupRequest']>): Promise<string>;
  startRestore(backup: string, namespaceMapping?: Record<string, string>, more?: Elsewhere): Promise<string>;
  /** Both to their ends. */
  backUp(namespace: string, body?: Partial<Schemas['BackupRequest']>): Promise<Operation>;
  restore(backup: string, namespaceMapping?: Record<string, string>, more?: Elsewhere): Promise<Operation>;
  ended(id: string): Promise<Operation>;
  /** The operation once it is in the stage and its volumes are as asked. */
  reached(id: string, stage: string, is?: (volumes: Volume[]) => boolean): Promise<Operation>;
  /** Stands once between the machine and that step of that operation: faults on demand. */
  around(id: string, step: string, act: Around): void;
  /** Waits until that step of that operation is about to run, does `work`, and lets the step go on. */
  before(id: string, step: string, work: () => Promise<unknown>): Promise<void>;
  stopExecution(id: string): Promise<void>;
  stop(): Promise<void>;
}

type Elsewhere = Partial<Pick<Schemas['RestoreRequest'], 'cluster' | 'storageClassMapping'>>;
export type Around = (next: () => Promise<unknown>) => Promise<unknown>;

interface ProductOptions {
  /** Of the cluster. */
  settings?: Schemas['Settings'];
  /** The first location without a link. */
  isMeasured?: boolean;
  /** Where rules may run commands; they are there. */
  execNamespaces?: readonly string[];
}

/** Rights: those of infra/cluster/manifests, through the tokens that infra/cluster/credentials makes; no admin's. */
export async function startProduct(running: Cluster, options: ProductOptions = {}): Promise<Product> {
  const root = mkdtempSync(join(tmpdir(), 'snapferry-real-'));
  const { versitygw } = await ensureTools();
  const arounds = new Map<string, Around>();
  const app = await startApp({
    root: join(root, 'stack'),
    versitygw,
    buckets: ['unused'],
    allowedCidrs: '127.0.0.0/8',
    stack: {
      intercept: async ({ payload }, next) => {
        const { step = '', run } = payload as { step?: string; run?: { operationId: string } };
        const key = `${run?.operationId} ${stepOf(step)}`;
        const around = arounds.get(key);
        arounds.delete(key);
        return await (around ? around(next) : next());
      },
    },
  });
  const apiServer = await openLink('127.0.0.1', running.apiServer);
  const { installationId, token, stack } = app;
  const served = { installationId, token, url: stack.endpoints.api, ledgerTable: stack.tables.ledger };
  const product = operate(running, served, { apiServer, arounds, prefix: newPrefix() });
  await register(running, product, options);
  const stop = async () => {
    await stack.stop();
    await product.stop();
    rmSync(root, { recursive: true, force: true });
  };
  return { ...product, stop };
}

export function newPrefix(): string {
  return `test-${randomBytes(4).toString('hex')}`;
}

/** What a person does first. */
export async function register(running: Cluster, product: Product, options: ProductOptions = {}): Promise<void> {
  const exec = options.execNamespaces ? ['--exec-namespaces', options.execNamespaces.join()] : [];
  const body = await credentials(running, CLUSTER, product.apiServer.port, options.settings ?? {}, exec);
  await answered(product.api.POST('/v1/clusters', { body }));
  if (options.isMeasured) await product.addLocationAt(LOCATION, running.s3.endpoint);
  else await product.addLocation(LOCATION);
}

/** The output of `npm run cluster:credentials -- --apply`. */
async function credentials(
  running: Cluster,
  name: string,
  port: number,
  settings: Schemas['Settings'],
  more: readonly string[] = [],
) {
  const server = ['--server', `https://127.0.0.1:${port}`];
  const given = ['--kubeconfig', running.kubeconfig, '--apply', '--name', name, ...server, ...more];
  const { stdout } = await promisify(execFile)(process.execPath, [CREDENTIALS, ...given]);
  return { ...(JSON.parse(stdout) as Schemas['ClusterRequest']), settings };
}

/** What runs the product, in this process or another one. */
export interface Served {
  installationId: string;
  token: string;
  url: string;
  ledgerTable: string;
}

interface Surroundings {
  apiServer: Link;
  arounds: Map<string, Around>;
  prefix: string;
}

export function operate(running: Cluster, served: Served, { apiServer, arounds, prefix }: Surroundings): Product {
  const links: Link[] = [apiServer];
  const api = createApiClient(served.url, served.token);
  const ledger = createLedger(createDynamoDbClient(), served.ledgerTable, systemClock);

  const validate = async (location: string, from: string): Promise<void> => {
    const asked = { params: { path: { name: location } }, body: { cluster: from } };
    const { id } = await answered(api.POST('/v1/locations/{name}/validate', asked));
    const { phase, error } = await product.ended(id);
    if (phase !== 'Succeeded') throw new Error(`the location is not valid from ${from}: ${error?.message}`);
  };
  const product: Product = {
    ...followOperations(ledger, arounds),
    installationId: served.installationId,
    api,
    ledger,
    prefix,
    apiServer,
    async addLocation(name) {
      const link = await openLink(running.hostAddress, running.s3.endpoint);
      links.push(link);
      await product.addLocationAt(name, `http://${running.hostAddress}:${link.port}`);
      return link;
    },
    async addLocationAt(name, endpoint) {
      const { region, bucket, accessKeyId, secretAccessKey } = running.s3;
      const credentials = { accessKeyId, secretAccessKey };
      const s3 = { endpoint, region, bucket, prefix: `${prefix}/${name}`, pathStyle: true, credentials };
      await answered(api.POST('/v1/locations', { body: { name, type: 's3', s3 } }));
      await validate(name, CLUSTER);
    },
    async addCluster(name, other) {
      const link = await openLink('127.0.0.1', other.apiServer);
      links.push(link);
      const body = await credentials(other, name, link.port, {});
      await answered(api.POST('/v1/clusters', { body }));
      await validate(LOCATION, name);
    },
    async deleteBackup(id) {
      const { id: deletion } = await answered(api.DELETE('/v1/backups/{id}', { params: { path: { id } } }));
      return await product.ended(deletion);
    },
    async startBackup(namespace, body = {}) {
      const asked = { name: 'b', cluster: CLUSTER, locations: [LOCATION], selection: { namespaces: [namespace] } };
      return (await taken(() => answered(api.POST('/v1/backups', { body: { ...asked, ...body } })))).id;
    },
    async startRestore(backup, namespaceMapping = {}, more = {}) {
      const asked = { name: 'r', backup, namespaceMapping, ...more };
      return (await taken(() => answered(api.POST('/v1/restores', { body: asked })))).id;
    },
    backUp: async (namespace, body) => await product.ended(await product.startBackup(namespace, body)),
    restore: async (backup, mapping, more) => await product.ended(await product.startRestore(backup, mapping, more)),
    async stop() {
      await Promise.all(links.map(async (link) => await link.cut()));
    },
  };
  return product;
}

const OUTAGE_SECONDS = 120;

/** Another test of the file may have cut the way to the API server just now: then nothing was made, and it is asked again. */
async function taken<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const end = await until('the API server of the cluster', OUTAGE_SECONDS, async () => {
    try {
      return { answer: await ask() };
    } catch (thrown) {
      const isAway = thrown instanceof Error && /Check that the API server answers/.test(thrown.message);
      return isAway ? undefined : { thrown };
    }
  });
  if ('thrown' in end) throw end.thrown;
  return end.answer;
}
