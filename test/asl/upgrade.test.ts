import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { executionNameOf } from '../../functions/domain/ids.ts';
import { backupPath, sealPath } from '../../functions/domain/location/location-layout.ts';
import { isOfKind, type Operation } from '../../functions/domain/operation/operation.ts';
import { startDeletion } from '../../functions/operations/start-deletion.ts';
import { readDefinition } from '../../infra/read-machines.ts';
import { openApi } from '../upgrade/api.ts';
import { filesIn, PREVIOUS, type PreviousTables, type Row, SCHEDULE, UNDONE } from '../upgrade/files.ts';
import { loadPrevious } from '../upgrade/load.ts';
import {
  BACKUP,
  DELETION,
  LONG_BACKUP,
  MAINTENANCE,
  RESTORE,
  RULED_BACKUP,
  UNDO,
  VALIDATION,
} from './harness/benches.ts';
import { type AslCluster, SHOP } from './harness/cluster.ts';
import { FAULTS, type FaultName, nothing } from './harness/faults.ts';
import { namesIn } from './harness/inventory.ts';
import { readLeases } from './harness/leases.ts';
import { ARNS } from './harness/machines.ts';
import { openBench } from './harness/matrix.ts';
import {
  BACKUP_OUTCOMES,
  DELETION_OUTCOMES,
  MAINTENANCE_OUTCOMES,
  RESTORE_OUTCOMES,
  UNDO_OUTCOMES,
  VALIDATION_OUTCOMES,
} from './harness/outcomes.ts';
import { taskState } from './harness/task-states.ts';
import { startWorld, type World } from './harness/world.ts';

/** Old machines on today's functions: what ends well, and one fault of each sort. */
const OLD = [
  { bench: BACKUP, outcomes: BACKUP_OUTCOMES, state: 'CheckOffloads', good: 'Succeeded, kept' },
  { bench: RULED_BACKUP, outcomes: BACKUP_OUTCOMES, state: 'RunPostExecRules', good: 'Succeeded, kept' },
  { bench: LONG_BACKUP, outcomes: BACKUP_OUTCOMES, state: 'ContinueBackup', good: 'Succeeded, kept' },
  { bench: RESTORE, outcomes: RESTORE_OUTCOMES, state: 'HandOverVolumes', good: 'Succeeded, nothing left' },
  { bench: UNDO, outcomes: UNDO_OUTCOMES, state: 'RemoveObjects', good: 'Succeeded, nothing left' },
  { bench: VALIDATION, outcomes: VALIDATION_OUTCOMES, state: 'CheckValidation', good: 'Succeeded, nothing left' },
  { bench: DELETION, outcomes: DELETION_OUTCOMES, state: 'RemoveParts', good: 'Succeeded, nothing left' },
  { bench: MAINTENANCE, outcomes: MAINTENANCE_OUTCOMES, state: 'CheckMaintenance', good: 'Succeeded, nothing left' },
];
/** The kinds of the executions that the fixture was left with, in the order of their machines. */
const UNDER_WAY = ['backup', 'backup', 'delete', 'maintenance', 'restore', 'undo', 'validation'];
const execute = promisify(execFile);
const SLOW_MACHINE_MS = 300_000;
/** The sweep has come by twice. */
const SETTLED_MS = 15 * 60_000;
const TRIED: readonly FaultName[] = [
  'throws Permanent',
  'it is cancelled',
  'its execution is lost after its side effect',
];

for (const { bench, outcomes, state: name, good } of OLD) {
  describe(`${bench.machine} of the previous landing, up to ${name}`, () => {
    const { run } = openBench(bench, { machineFiles: PREVIOUS.machines });
    const row = outcomes[name] ?? {};

    it(`runs to its end on today's functions`, async () => {
      expect(await run(taskState(bench.machine, name), nothing)).toMatchObject({ ending: good, wrong: [] });
    });

    it.each(TRIED)('%s: it ends as today’s does', async (fault) => {
      expect(await run(taskState(bench.machine, name), FAULTS[fault])).toMatchObject({ ending: row[fault], wrong: [] });
    });
  });
}

it('what this landing leaves can be written for the next one', { timeout: SLOW_MACHINE_MS }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapferry-written-'));
  try {
    await execute(process.execPath, [join(import.meta.dirname, '../upgrade/write.ts'), folder]);

    const { executions } = JSON.parse(readFileSync(filesIn(folder).tables, 'utf8')) as PreviousTables;
    expect(executions).toHaveLength(UNDER_WAY.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('what was under way when the functions were replaced', { timeout: SLOW_MACHINE_MS }, () => {
  let world: World;
  afterEach(async () => await world.stop());

  it('goes on in the executions of then, on the functions of now, to its end', async () => {
    world = await startWorld();
    const loaded = await loadPrevious(world.plane);
    const { stepFunctions } = world.plane;
    const { machines } = stepFunctions;
    for (const { machine, name, state, input } of loaded.previous.executions) {
      const file = readDefinition(PREVIOUS.machines, machine);
      const rest = JSON.stringify({ ...(JSON.parse(file) as object), StartAt: state });
      const today = machines.list().find((one) => one.name === machine);
      const { stateMachineArn } = stepFunctions.register({ name: machine, definition: rest, values: ARNS });
      stepFunctions.start({ stateMachineArn, name, input: JSON.stringify(input) });
      stepFunctions.register({ name: machine, definition: machines.compiled(today?.definition ?? '').text });
    }
    const ended = await endAll(world, loaded.previous.ledger);

    const went = loaded.previous.executions.map(({ name }) =>
      ended.find(({ operationId, epoch }) => executionNameOf(operationId, epoch) === name),
    );
    expect(went.map((one) => [one?.kind, one?.phase, one?.epoch, one?.losses])).toEqual(
      UNDER_WAY.map((kind) => [kind, 'Succeeded', 1, 0]),
    );
    await expectWhole(world, ended, loaded);
    await loaded.simulator.stop();
  });

  it('is taken over to its end, when its executions went with the upgrade', async () => {
    world = await startWorld();
    const loaded = await loadPrevious(world.plane);
    const ended = await endAll(world, loaded.previous.ledger);

    const went = ended.filter(({ epoch }) => epoch > 1);
    expect(went.map(({ kind, phase, losses }) => `${kind} ${phase} after ${losses} loss`).toSorted()).toEqual(
      UNDER_WAY.map((kind) => `${kind} Succeeded after 1 loss`),
    );
    await expectWhole(world, ended, loaded);
    await expectRestorable(world, ended, loaded);
    await expectRetained(world, ended);
    await expectDeletable(world, loaded);
    await loaded.simulator.stop();
  });
});

/** Lets time pass until every operation of the table has ended and been settled. */
async function endAll({ ended, plane }: World, ledger: readonly Row[]): Promise<Operation[]> {
  const ids = ledger.filter(({ record }) => record === 'operation').map(({ operationId }) => String(operationId));
  for (const id of ids) await ended(id);
  await plane.clock.advance(SETTLED_MS);
  return await Promise.all(ids.map(ended));
}

/**
 * Nothing is held, and nothing open but what keeps its copies for a retry; what was restored is whole, what was undone is
 * gone, and each backup is sealed exactly if it succeeded.
 */
async function expectWhole(world: World, ended: readonly Operation[], cluster: AslCluster): Promise<void> {
  const { services } = world.plane;
  const phases = Map.groupBy(ended, ({ phase }) => phase);
  const named = (phase: Operation['phase']) =>
    phases
      .get(phase)
      ?.map(({ name }) => name)
      .toSorted();
  expect(named('Failed')).toEqual([`into ${UNDONE}`, 'not uploaded']);
  expect(named('Cancelled')).toEqual(['cancelled']);
  expect(named('Deleted')).toEqual(['doomed']);
  expect(phases.get('Succeeded')).toHaveLength(ended.length - 4);
  const kept = ended.filter(({ name }) => name === 'not uploaded').map(({ operationId }) => operationId);
  expect(await services.ledger.listIncomplete()).toEqual(kept);
  expect(namesIn(cluster.simulator, 'shop-again')).toEqual(namesIn(cluster.simulator, SHOP));
  expect(ended.find(({ name, kind }) => name === `into ${UNDONE}` && kind === 'restore')?.undo?.left).toEqual([]);
  expect(cluster.simulator.objects.get('namespaces', UNDONE)).toBeUndefined();
  const store = world.plane.bucket;
  for (const { kind, operationId, phase, refs } of ended) {
    expect(await readLeases(world.plane, operationId)).toEqual([]);
    if (kind !== 'backup') continue;
    const seal = await store.get(sealPath({ clusterId: refs.cluster.clusterId, backupId: operationId }));
    expect(seal !== undefined).toBe(phase === 'Succeeded');
  }
}

/** A backup that the previous landing made is restored whole by this one. */
async function expectRestorable(world: World, ended: readonly Operation[], { simulator }: AslCluster): Promise<void> {
  const { call } = openApi(world.plane);
  const [good] = ended.filter(({ name }) => name === 'good');
  const body = { name: 'a look', backup: good?.operationId, namespaceMapping: { [SHOP]: 'shop-then' } };
  expect(await world.ended(await call('POST', '/v1/restores', body))).toMatchObject({ phase: 'Succeeded' });
  expect(namesIn(simulator, 'shop-then')).toEqual(namesIn(simulator, SHOP));
}

/** Of a schedule that keeps one, the backup of the previous landing goes after the first that this one makes. */
async function expectRetained(world: World, ended: readonly Operation[]): Promise<void> {
  const { call } = openApi(world.plane);
  const [old] = ended.filter(({ slot }) => slot?.schedule.name === SCHEDULE);
  const run = await world.ended(await call('POST', `/v1/schedules/${SCHEDULE}/run`, {}));
  await world.plane.clock.advance(SETTLED_MS);
  expect(run).toMatchObject({ phase: 'Succeeded', slot: { entries: old?.slot?.entries } });
  const { ledger } = world.plane.services;
  expect(await ledger.readOperation(String(old?.operationId))).toMatchObject({ phase: 'Deleted' });
}

/** Each backup that is there, sealed or with copies that were kept for a retry, goes without a trace. */
async function expectDeletable(world: World, { simulator }: AslCluster): Promise<void> {
  const { services } = world.plane;
  const store = world.plane.bucket;
  const { items } = await services.ledger.listOperations({ kind: 'backup' });
  const backups = items.filter((one) => isOfKind(one, 'backup')).filter(({ phase }) => phase !== 'Deleted');
  for (const backup of backups) {
    const { operationId } = await startDeletion(services, backup, {
      by: 'ann',
      because: 'it is old',
      force: backup.slot !== undefined,
    });
    expect(await world.ended(operationId)).toMatchObject({ phase: 'Succeeded' });

    const row = await services.ledger.readOperation(backup.operationId);
    expect(row?.phase).toBe('Deleted');
    const place = { clusterId: backup.refs.cluster.clusterId, backupId: backup.operationId };
    expect((await store.list(backupPath(place))).keys).toEqual([]);
  }
  expect(backups.length).toBeGreaterThan(5);
  expect(simulator.storage.snapshots()).toEqual([]);
  expect(await services.ledger.listIncomplete()).toEqual([]);
}
