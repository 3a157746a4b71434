import type { BackupSpec } from '../../../functions/domain/backup-spec.ts';
import { sealKey } from '../../../functions/domain/keys.ts';
import { sealPath } from '../../../functions/domain/location-layout.ts';
import type { Operation } from '../../../functions/domain/operation.ts';
import { parseSeal } from '../../../functions/domain/seal.ts';
import type { AslCluster } from './cluster.ts';
import type { Fault } from './faults.ts';
import { compareInventories, takeInventory } from './inventory.ts';
import { readLeases } from './leases.ts';
import type { TaskState } from './task-states.ts';
import type { World } from './world.ts';

/** Zombies have ended, and the sweep has come by twice. */
const QUIET_MS = 15 * 60_000;

/** What a case came to; everything that a fault must not change is in `wrong`. */
export interface Outcome {
  phase: string;
  code: string | undefined;
  /** Volumes whose local copy is on the cluster. */
  kept: number;
  /** Sentences; empty when all is well. */
  wrong: string[];
}

/** One operation with one fault in one of its states, on a cluster that was clean before. */
export async function runCase(world: World, cluster: AslCluster, spec: BackupSpec, state: TaskState, fault: Fault) {
  const { plane } = world;
  const one = openCase(world, cluster);
  const before = takeInventory(cluster.simulator);
  world.meddle(async (turn) => (turn.step === state.step ? await fault(turn, one) : await turn.next()));
  try {
    one.operationId = await world.start('backup', cluster, spec);
    const ended = await world.ended(one.operationId);
    const leases = await readLeases(plane, one.operationId);
    await one.mend();
    await plane.clock.advance(QUIET_MS);
    return await judge(world, cluster, ended, before, leases);
  } finally {
    await one.mend();
    world.meddle(undefined);
  }
}

function openCase({ plane }: World, { simulator }: AslCluster) {
  const { clock, services, state } = plane;
  let isClusterDown = false;
  const one = {
    operationId: '',
    clock,
    simulator,
    /** Objects that the case itself deleted. */
    touched: [] as string[],
    async setCluster(to: 'up' | 'down') {
      if (to === 'down') await simulator.faults.unreachable();
      else if (isClusterDown) await simulator.faults.reachable();
      isClusterDown = to === 'down';
    },
    setLocation(to: 'up' | 'down') {
      state.locationDown = to === 'down';
    },
    /** No status change is delivered from now on: only the sweep is left. */
    silence() {
      state.deliver = false;
    },
    stopExecutions() {
      for (const { executionArn, status } of plane.stepFunctions.list(plane.machine('backup'))) {
        if (status === 'RUNNING') plane.stepFunctions.stop(executionArn, 'Stopped', 'by a person');
      }
    },
    async cancel(operationId: string) {
      // refused once it seals
      await services.ledger.requestCancel(operationId, 'somebody').catch(() => undefined);
    },
    restart: () => plane.restart(),
    /** What lasted for good ends, after the operation did. */
    async mend() {
      state.locationDown = false;
      state.deliver = true;
      await one.setCluster('up');
    },
  };
  return one;
}
export type Case = ReturnType<typeof openCase>;

async function judge(
  { plane, location }: World,
  cluster: AslCluster,
  ended: Operation,
  before: ReturnType<typeof takeInventory>,
  leases: readonly string[],
): Promise<Outcome> {
  const { ledger, locations } = plane.services;
  const { operationId } = ended;
  const wrong: string[] = [];
  const expect = (holds: boolean, sentence: string) => void (holds || wrong.push(sentence));

  const now = await ledger.readOperation(operationId);
  expect(now?.phase === ended.phase, `it was ${ended.phase} and is ${now?.phase}`);
  expect(now?.residuals.length === 0, `residuals: ${JSON.stringify(now?.residuals)}`);
  expect(!(await ledger.listOpen()).includes(operationId), 'it is still open');
  const { items } = await ledger.readEvents(operationId);
  const endings = items.filter(({ type }) => /\.(succeeded|failed|cancelled)$/.test(type));
  expect(endings.length === 1, `it ended ${endings.length} times: ${endings.map(({ type }) => type).join()}`);
  const running = plane.stepFunctions.list(plane.machine('backup')).filter(({ status }) => status === 'RUNNING');
  expect(running.length === 0, `${running.length} executions still run`);
  expect(leases.length === 0, `leases are held: ${leases.join()}`);
  wrong.push(...cluster.kopia.broken);

  const volumes = await ledger.readVolumes(operationId);
  const kept = volumes.flatMap(({ localCopy }) => (localCopy?.keptFor && !localCopy.releasedAt ? [localCopy] : []));
  const unsaid = volumes.filter(({ localCopy }) => localCopy && !localCopy.keptFor && !localCopy.releasedAt);
  expect(unsaid.length === 0, `of ${unsaid.length} local copies the record says nothing`);
  const left = compareInventories(before, takeInventory(cluster.simulator));
  const named = kept.flatMap(({ namespace, volumeSnapshot, content }) => [
    `volumesnapshots.snapshot.storage.k8s.io ${namespace}/${volumeSnapshot}`,
    `volumesnapshotcontents.snapshot.storage.k8s.io -/${content}`,
  ]);
  expect(same(left.added, named), `on the cluster: ${left.added.join(', ')}; named in the record: ${named.join(', ')}`);
  expect(left.removed.length + left.changed.length === 0, `touched: ${[...left.removed, ...left.changed].join(', ')}`);
  expect(left.volumes.length === 0, `volumes of the storage: ${left.volumes.join(', ')}`);
  expect(
    same(
      left.snapshots,
      kept.map(({ handle }) => handle),
    ),
    `snapshots of the storage: ${left.snapshots.join(', ')}`,
  );

  const opened = await locations.open(location);
  const place = { clusterId: cluster.ref.clusterId, backupId: operationId, locationUid: opened.locationUid };
  const seal = await opened.store.get(sealPath(place));
  const succeeded = ended.phase === 'Succeeded';
  expect((seal !== undefined) === succeeded, seal ? `${ended.phase} with a seal` : 'no seal');
  if (seal) expect(isWhole(parseSeal(seal, sealKey(opened), place).volumes), 'the seal is not whole');
  expect((ended.error === undefined) === succeeded, `error: ${JSON.stringify(ended.error)}`);
  return { phase: ended.phase, code: ended.error?.code, kept: kept.length, wrong };
}

function isWhole(volumes: { kopiaId?: string | undefined; outcome: string }[]): boolean {
  return volumes.length > 0 && volumes.every(({ kopiaId, outcome }) => kopiaId !== undefined && outcome === 'Done');
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted());
}
