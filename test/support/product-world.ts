import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answered, createApiClient, type Schemas } from '../../client/client.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../../functions/domain/operation/phase.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { createDynamoDbClient } from '../../functions/services/dynamodb/table.ts';
import { createLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import { type App, type AppOptions, startApp } from '../../local/app.ts';
import { startSimulatedCluster } from '../../local/simulated-cluster.ts';
import { registerCluster } from '../../local/start/clusters.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { until } from './until.ts';

const DEADLINE_SECONDS = 90;

/** The whole product on the embedded stack, with a simulated cluster, S3 on files and real kopia. */
export async function startProductWorld(
  tools: { kopia: string; versitygw: string },
  more: Pick<AppOptions, 'stack' | 'environment'> = {},
) {
  const root = mkdtempSync(join(tmpdir(), 'snapferry-world-'));
  const stack = { root: join(root, 'stack'), versitygw: tools.versitygw, buckets: ['backups'] };
  const app: App = await startApp({ ...stack, ...more });
  const simulator: Simulator = await startSimulatedCluster(join(root, 'simulator'), tools.kopia);
  // with the rights that infra/cluster gives, and no others
  const accountOf = (name: string) => simulator.kubeconfig(`system:serviceaccount:snapferry:${name}`);
  const { s3 } = app.stack;
  if (!s3) throw new Error('the S3 server is not there');
  const api = createApiClient(app.stack.endpoints.api, app.token);

  const access = { kubeconfig: accountOf('snapferry-backup'), restoreKubeconfig: accountOf('snapferry-restore') };
  await registerCluster(api, 'demo', access);
  const { url: endpoint, region, buckets, credentials } = s3;
  const place = { endpoint, region, bucket: buckets[0] ?? '', prefix: 'p', pathStyle: true, credentials };
  await answered(api.POST('/v1/locations', { body: { name: 'local', type: 's3', s3: place } }));
  const path = { name: 'local' };
  const asked = { params: { path }, body: { cluster: 'demo' } };
  await ended((await answered(api.POST('/v1/locations/{name}/validate', asked))).id);

  async function ended(id: string): Promise<Operation> {
    const ledger = createLedger(createDynamoDbClient(), app.stack.tables.ledger, systemClock);
    return await until(`${id} to end`, DEADLINE_SECONDS, async () => {
      const operation = await ledger.readOperation(id);
      if (operation && TERMINAL_PHASES.has(operation.phase)) return operation;
      throw new Error(`it is ${operation?.phase} in ${operation?.stage}`);
    });
  }

  return {
    root,
    app,
    api,
    simulator,
    ended,
    /** Files of the bucket, as versitygw keeps them. */
    bucket: join(root, 'stack/s3/data/backups/p'),
    backUp: async (more: Partial<Schemas['BackupRequest']> = {}) => {
      const of = { name: 'b', cluster: 'demo', locations: ['local'], selection: { namespaces: ['shop'] } };
      return await ended((await answered(api.POST('/v1/backups', { body: { ...of, ...more } }))).id);
    },
    restore: async (backup: string, namespaceMapping: Record<string, string> = { shop: 'shop-copy' }) => {
      const body = { name: 'r', backup, namespaceMapping };
      return await ended((await answered(api.POST('/v1/restores', { body }))).id);
    },
    /** Its location, in full. */
    maintain: async () => {
      const maintenance = api.POST('/v1/locations/{name}/maintain', { params: { path }, body: { full: true } });
      return await ended((await answered(maintenance)).id);
    },
    stop: async () => {
      await simulator.stop();
      await app.stack.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What is easily lost: modes, links, empty folders and files, holes, names with spaces, Unicode, and no UTF-8. */
export function writeTree(folder: string): void {
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'a file.txt'), 'hello');
  writeFileSync(join(folder, 'deep/er/ünï·code.bin'), Buffer.alloc(70_000, 7));
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'secret'), 'x', { mode: 0o600 });
  symlinkSync('a file.txt', join(folder, 'link'));
  execFileSync('truncate', ['-s', '3M', join(folder, 'sparse')]);
  const raw = (name: string) => Buffer.from(join(folder, name), 'latin1');
  mkdirSync(raw('dir\xff'));
  for (const name of ['caf\xe9', 'caf\xe8', 'dir\xff/file']) writeFileSync(raw(name), `in ${name}`);
}

/** Every path with its type, mode, owner, size, time and content, as text to be compared; each character is a byte. */
export function describeTree(folder: string): string {
  return execFileSync(
    'sh',
    [
      '-c',
      `find . -mindepth 1 ! -name lost+found -printf '%P %y %m %U:%G %l %Ts\\n' | sort; find . -type f -exec sha256sum {} + | sort`,
    ],
    { cwd: folder, encoding: 'latin1' },
  );
}
