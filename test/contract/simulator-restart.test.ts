import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createProcesses } from '../../simulator/kubelet/processes.ts';
import type { Files } from '../../simulator/persistence.ts';
import { claim, createRawClient, eventually, job, paths, snapshotOf, start } from './simulator-client.ts';

function temporaryRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'simulator-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** A zombie that nobody has collected is dead. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function startChild(root: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'simulator-child.ts'), root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())),
  );
  const [url = '', caData = '', token = ''] = line.split(' ');
  return { child, url, client: createRawClient({ url, caData, token: () => token }) };
}

describe('a simulator that ends', () => {
  test('is at the same address with the same objects, uids, credentials and data when it starts again', async () => {
    const root = temporaryRoot();
    const first = await start({ root });
    await first.client.post(paths.core('default', 'persistentvolumeclaims'), claim('data'));
    await first.simulator.settled();
    await first.client.post(paths.snapshots('default'), snapshotOf('s', 'data'));
    await eventually(
      async () => (await first.client.get(paths.snapshots('default', 's'))).body.status?.readyToUse || undefined,
    );
    const identity = (await first.client.get('/api/v1/namespaces/kube-system')).body.metadata;
    const version = Number((await first.client.get('/api/v1/nodes')).body.metadata.resourceVersion);
    const kubeconfig = first.simulator.kubeconfig('admin');
    await first.simulator.stop();
    const second = await start({ root });
    expect(second.simulator.url).toBe(first.simulator.url);
    expect(second.simulator.kubeconfig('admin')).toBe(kubeconfig);
    expect((await second.client.get('/api/v1/namespaces/kube-system')).body.metadata).toEqual(identity);
    expect((await second.client.get(paths.snapshots('default', 's'))).body.status.readyToUse).toBe(true);
    expect(Number((await second.client.get('/api/v1/nodes')).body.metadata.resourceVersion)).toBeGreaterThanOrEqual(
      version,
    );
    expect(second.simulator.storage.snapshots()).toHaveLength(1);
  });

  test('by SIGKILL loses nothing it has answered, and the next one ends what it left running', async () => {
    const root = temporaryRoot();
    const { child, client } = await startChild(root);
    const mark = join(root, 'pids');
    await client.post(
      paths.jobs('default'),
      job('long', `echo $$ >> ${mark}; (trap '' TERM; sleep 300) & echo $! >> ${mark}; wait`),
    );
    await eventually(
      () => (existsSync(mark) && readFileSync(mark, 'utf8').trim().split('\n').length === 2) || undefined,
    );
    const pids = readFileSync(mark, 'utf8').trim().split('\n').map(Number);
    child.kill('SIGKILL');
    await ended(child);
    expect(pids.every(isAlive)).toBe(true);
    const next = await start({ root });
    await eventually(() => !pids.some(isAlive) || undefined);
    const failed = await eventually(async () => {
      const { body } = await next.client.get(paths.jobs('default', 'long'));
      return body.status.conditions?.find((one: { type: string }) => one.type === 'Failed');
    });
    expect(failed.reason).toBe('BackoffLimitExceeded');
    const [pod] = (await next.client.get(paths.core('default', 'pods'))).body.items;
    expect(pod.status.containerStatuses[0].state.terminated).toMatchObject({
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
    });
  });

  test('between the start of a process and the note of its pid is followed by one that ends the process', async () => {
    const kept = new Map<string, unknown>();
    const files = {
      list: () => [...kept.keys()],
      read: (path: string) => kept.get(path),
      remove: (path: string) => void kept.delete(path),
      write: (path: string, value: unknown) => {
        if (kept.has(path)) throw new Error('killed');
        kept.set(path, value);
      },
    } as unknown as Files;
    const mark = join(temporaryRoot(), 'pid');
    const given = { podUid: randomUUID(), container: 'c', folder: '/', logFile: `${mark}.log` };
    const command = ['sh', '-c', `echo $$ > ${mark}; sleep 300`];

    expect(() => createProcesses(files).start({ ...given, command, environment: { PATH: '/usr/bin:/bin' } })).toThrow();
    await eventually(() => (existsSync(mark) && readFileSync(mark, 'utf8') !== '') || undefined);
    expect(createProcesses(files).reap()).toEqual(new Set([given.podUid]));

    const pid = Number(readFileSync(mark, 'utf8'));
    await eventually(() => !isAlive(pid) || undefined);
  });

  test('by stop leaves no process', async () => {
    const root = temporaryRoot();
    const { client, simulator } = await start({ root });
    const mark = join(root, 'pid');
    await client.post(paths.jobs('default'), job('long', `echo $$ > ${mark}; sleep 300`));
    await eventually(() => (existsSync(mark) && readFileSync(mark, 'utf8') !== '') || undefined);
    await simulator.stop();
    expect(isAlive(Number(readFileSync(mark, 'utf8')))).toBe(false);
  });
});
