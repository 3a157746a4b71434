import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { openCluster } from '../../functions/services/cluster/kubernetes-cluster.ts';
import { applyObjects } from '../../simulator/apply.ts';
import type { Pod } from '../../simulator/kubelet/types.ts';
import type { KubeObject } from '../../simulator/objects.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { Claim, Volume } from '../../simulator/storage/types.ts';
import { claim, eventually, paths, snapshotOf, start } from './simulator-client.ts';

/** Adds a line to a journal under a lock, a directory beside it: who holds the lock stops the writer. */
const WRITER = `lock="\${TMPDIR:-/tmp}/lock" n=0
while :; do
  if mkdir "$lock" 2>/dev/null; then
    n=$((n + 1)); echo $n >>"$DATA/journal"; rmdir "$lock"
  fi
  sleep 0.02
done`;

const LABELS = { app: 'writer' };

function writer(): KubeObject {
  const container = {
    name: 'writer',
    image: 'busybox',
    command: ['sh', '-c', WRITER],
    env: [{ name: 'DATA', value: '/data' }],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  };
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const metadata = { labels: LABELS, annotations: { 'simulator.snapferry.dev/run': 'true' } };
  const template = { metadata, spec: { terminationGracePeriodSeconds: 1, containers: [container], volumes } };
  const spec = { replicas: 1, selector: { matchLabels: LABELS }, template };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'writer', namespace: 'default' },
    spec,
  } as never;
}

function folderOf({ objects, storage }: Simulator): string | undefined {
  const { spec } = objects.get<Claim>('persistentvolumeclaims', 'default/data') ?? {};
  const volume = objects.get<Volume>('persistentvolumes', spec?.volumeName ?? '');
  const handle = volume?.spec.csi?.volumeHandle;
  return handle === undefined ? undefined : storage.volumeFolder(handle);
}

function linesIn(folder: string): number {
  try {
    return readFileSync(join(folder, 'journal'), 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}

function execOn(simulator: Simulator) {
  const cluster = openCluster({
    ref: { name: 'c', uid: 'u', clusterId: 'c' },
    ownNamespace: 'snapferry',
    credentials: {
      server: simulator.url,
      caData: Buffer.from(simulator.caData, 'base64').toString(),
      token: simulator.token('somebody'),
    },
    policy: createAddressPolicy(['127.0.0.0/8']),
    clock: systemClock,
  });
  onTestFinished(() => cluster.close());
  return async (pod: string, script: string) =>
    await cluster.exec('default', pod, {
      container: 'writer',
      command: ['sh', '-c', script],
      timeoutSeconds: 20,
      maxOutputBytes: 1000,
    });
}

async function startWriter(root: string) {
  const started = await start({ root });
  applyObjects(started.simulator.simulation, [
    { ...claim('data'), metadata: { name: 'data', namespace: 'default' } },
    writer(),
  ]);
  return started;
}

async function podOf({ objects }: Simulator): Promise<string> {
  const { metadata } = await eventually(() =>
    objects
      .list('pods', 'default')
      .find(({ metadata: { labels, deletionTimestamp } }) => labels?.app === 'writer' && !deletionTimestamp),
  );
  return metadata.name;
}

function temporaryRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'simulator-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

describe('a workload that really runs', () => {
  it('writes on its volume, but while a command holds its lock, as a snapshot shows', async () => {
    const { simulator, client } = await startWriter(temporaryRoot());
    const pod = await podOf(simulator);
    const folder = await eventually(() => folderOf(simulator));
    await eventually(() => linesIn(folder) > 3);
    const exec = execOn(simulator);
    expect(await exec(pod, 'until mkdir "$TMPDIR/lock" 2>/dev/null; do sleep 0.01; done')).toMatchObject({
      exitCode: 0,
    });
    const atLock = linesIn(folder);
    expect((await exec(pod, 'wc -l <"$DATA/journal"')).stdout.trim()).toBe(String(atLock));
    await client.post(paths.snapshots('default'), snapshotOf('cut', 'data'));
    const { handle } = await eventually(async () => {
      const { body } = await client.get(paths.snapshots('default', 'cut'));
      return body.status?.readyToUse && simulator.storage.snapshots()[0];
    });
    expect(linesIn(simulator.storage.snapshotFolder(handle) ?? '')).toBe(atLock);
    expect(linesIn(folder)).toBe(atLock);
    await exec(pod, 'rmdir "$TMPDIR/lock"');
    await eventually(() => linesIn(folder) > atLock);
  });

  it('ends with its pod, with what commands have left in it, and another one takes its place', async () => {
    const { simulator } = await startWriter(temporaryRoot());
    const pod = await podOf(simulator);
    const folder = await eventually(() => folderOf(simulator));
    await eventually(() => linesIn(folder) > 0);
    const { stdout } = await execOn(simulator)(pod, '(sleep 300) </dev/null >/dev/null 2>&1 & echo $!');
    simulator.faults.deletePod(`default/${pod}`, 0);
    await eventually(() => !isAlive(Number(stdout)));
    expect(await podOf(simulator)).not.toBe(pod);
    const written = linesIn(folder);
    await eventually(() => linesIn(folder) > written);
  });

  it('runs on when the simulator is started again, without what commands have left in it', async () => {
    const root = temporaryRoot();
    const { simulator } = await startWriter(root);
    const folder = await eventually(() => folderOf(simulator));
    await eventually(() => linesIn(folder) > 0);
    const { stdout } = await execOn(simulator)(
      await podOf(simulator),
      '(sleep 300) </dev/null >/dev/null 2>&1 & echo $!',
    );
    await simulator.stop();
    expect(isAlive(Number(stdout))).toBe(false);
    const written = linesIn(folder);
    await start({ root });
    await eventually(() => linesIn(folder) > written);
  });

  it('starts anew in its pod when the simulator is started again, without what it wrote beside its volume', async () => {
    const root = temporaryRoot();
    const { simulator } = await startWriter(root);
    const folder = await eventually(() => folderOf(simulator));
    await eventually(() => linesIn(folder) > 0);
    const pod = await podOf(simulator);
    const statusIn = ({ objects }: Simulator) =>
      objects.get<Pod>('pods', `default/${pod}`)?.status?.containerStatuses?.[0];
    const before = statusIn(simulator);
    await execOn(simulator)(pod, 'until mkdir "$TMPDIR/lock" 2>/dev/null; do sleep 0.01; done');
    await simulator.stop();
    const written = linesIn(folder);

    const { simulator: next } = await start({ root });
    await eventually(() => linesIn(folder) > written);

    const { restartCount, containerID, state, lastState } = statusIn(next) ?? {};
    expect({ before: before?.restartCount, restartCount }).toEqual({ before: 0, restartCount: 1 });
    expect(containerID).not.toBe(before?.containerID);
    expect(state?.running).toBeDefined();
    expect(lastState?.terminated).toMatchObject({ exitCode: 137, containerID: before?.containerID });
  });
});

/** A process that has ended and that nobody has asked about yet counts as gone. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
