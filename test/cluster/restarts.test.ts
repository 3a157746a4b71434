import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import { openLink } from '../support/link.ts';
import { ruleExample } from '../support/rule-examples.ts';
import { until } from '../support/until.ts';
import { cluster } from './harness/cluster.ts';
import { createLockedWriter, leftInPod, writes } from './product/locked-writer.ts';
import { endsAs } from './product/outcome.ts';
import { newPrefix, operate, type Product, register } from './product/product.ts';
import type { Hang, Message, ServeOptions } from './product/serve.ts';
import { writeTree } from './product/trees.ts';
import { createVolumes, deleteNamespace, volumeFolder } from './product/workload.ts';

const running = cluster();
const run = randomBytes(3).toString('hex');
const root = mkdtempSync(join(tmpdir(), 'snapferry-killed-'));
const hangs: Hang[] = [
  { step: 'planBackup', when: 'after' },
  { step: 'beginRepositories', when: 'after' },
  { step: 'checkPrerequisites', when: 'before' },
  { step: 'createSnapshots', when: 'after' },
  { step: 'retainSnapshots', when: 'after' },
  { step: 'collectResources', when: 'after' },
  { step: 'checkSnapshotsReady', when: 'before' },
  { step: 'adoptSnapshots', when: 'after' },
  { step: 'launchOffloads', when: 'after' },
  { step: 'checkOffloads', when: 'before' },
  { step: 'sealBackup', when: 'after' },
  { step: 'cleanUp', when: 'after' },
  { step: 'finishBackup', when: 'before' },
];
/** Between pre-exec and post-exec. */
const frozenAt: Hang[] = [
  { step: 'runPreExecRules', when: 'after' },
  { step: 'runPostExecRules', when: 'before' },
];
const nameOf = ({ step }: Hang) => `kill-${step.toLowerCase()}-${run}`;
const all = hangs.map(nameOf);
const frozen = frozenAt.map(nameOf);
const surroundings = { arounds: new Map(), prefix: newPrefix() };
const apiServer = await openLink('127.0.0.1', running.apiServer);

let child: ChildProcess;
let product: Product;
const hung = new Set<string>();
const ids = new Map<string, string>();

/** Starts the product on the same state folder, as `npm start` does after a crash. */
async function serve(options: ServeOptions): Promise<Product> {
  child = fork(join(import.meta.dirname, 'product/serve.ts'), [JSON.stringify(options)], {
    stdio: 'inherit',
    execArgv: [],
  });
  const { served, environment } = await new Promise<Message & { kind: 'ready' }>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`it ended with ${code}`)));
    child.on('message', (message: Message) => {
      if (message.kind === 'ready') resolve(message);
      else hung.add(message.operationId);
    });
  });
  Object.assign(process.env, environment);
  return operate(running, served, { ...surroundings, apiServer });
}

beforeAll(async () => {
  await createVolumes(running, all, ['a']);
  for (const namespace of all) writeTree(await volumeFolder(running, namespace, 'a'));
  await Promise.all(frozen.map(async (namespace) => await createLockedWriter(running, namespace)));
  product = await serve({ root, hangs: [...hangs, ...frozenAt] });
  const settings = { resources: { cpu: '20m', memoryMiB: 256 }, moverLimit: 8 };
  await register(running, product, { settings, execNamespaces: frozen });
  await answered(product.api.POST('/v1/rules', { body: ruleExample('lock-writer') }));
  for (const namespace of all) ids.set(namespace, await product.startBackup(namespace));
  await until('every backup to be where it stays', 400, async () => hung.size === hangs.length);
  for (const namespace of frozen) {
    const id = await product.startBackup(namespace, { preExecRule: 'lock-writer', maxFreeze: '2m', offload: false });
    ids.set(namespace, id);
    await until('an application to be frozen', 60, async () => hung.has(id));
  }
  child.kill('SIGKILL');
  await until('the product to be dead', 10, async () => child.signalCode === 'SIGKILL');
  product = await serve({ root, hangs: [] });
});
afterAll(async () => {
  await product?.stop();
  const gone = new Promise((resolve) => child.on('exit', resolve));
  child.disconnect();
  await gone;
  rmSync(root, { recursive: true, force: true });
  await deleteNamespace(running, ...all, ...frozen);
});

describe.concurrent('the whole stack, killed with -9 and started again', () => {
  it.each(hangs)('takes the backup up that was $when $step', async (hang) => {
    const id = ids.get(nameOf(hang)) ?? '';

    const { operation } = await endsAs(running, product, id, ['Succeeded']);

    expect(operation.epoch).toBeGreaterThan(1);
  });

  it.each([
    ['cut', frozenAt[1], 'Succeeded'],
    ['not cut yet', frozenAt[0], 'Failed'],
  ] as const)('thaws an application that was frozen and %s, and leaves nothing in its pod', async (_, hang, phase) => {
    const namespace = nameOf(hang ?? { step: '', when: 'after' });

    const { operation } = await endsAs(running, product, ids.get(namespace) ?? '', [phase]);

    await writes(running, namespace);
    expect(operation.freezes).toMatchObject([{ thawedBy: 'us', thawedAt: expect.any(String) }]);
    expect(await leftInPod(running, namespace)).toBe('');
  });
});
