import { beforeEach, describe, expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { BackupOperation, Operation, Run } from '../../functions/domain/operation/operation.ts';
import type { Phase } from '../../functions/domain/operation/phase.ts';
import { parseSelector } from '../../functions/domain/selectors/parse-selector.ts';
import type { Volume } from '../../functions/domain/volume/volume.ts';
import { createLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import { startLedger } from '../support/ledger-world.ts';
import { newOperationOf, SPECS } from '../support/specs.ts';
import { createTestClock } from '../support/test-clock.ts';

const WEEK_SECONDS = 7 * 86_400;
const { clock, database, ledger } = await startLedger();
let run: Run;
let serial = 0;

beforeEach(async () => {
  serial += 1;
  const operation = operationNamed(`backup ${serial}`);
  await ledger.createOperation(operation);
  run = { operationId: operation.operationId, epoch: 1 };
});

function operationNamed(name: string, changes: Partial<BackupOperation> = {}): BackupOperation {
  const refs = { cluster: { name: 'here', uid: 'u', clusterId: 'c-1' }, locations: [] };
  const given = {
    operationId: operationIdOf('backup', [name]),
    kind: 'backup' as const,
    name,
    spec: SPECS.backup,
    refs,
  };
  return { ...newOperation({ ...given, createdBy: 'tester' }, clock.now(), WEEK_SECONDS), ...changes };
}

function volumeNamed(volumeId: string): Volume {
  return {
    volumeId,
    epoch: 1,
    group: 0,
    namespace: 'shop',
    pvc: `claim-${volumeId}`,
    pvcUid: `uid-${volumeId}`,
    volumeMode: 'Filesystem',
    accessModes: ['ReadWriteOnce'],
    requestBytes: 1,
    capacityBytes: 1,
    why: '',
    phase: 'Pending',
    attempt: 0,
    timings: {},
  };
}

describe('an operation', () => {
  it('is made once, and a second create gives the one that is there', async () => {
    const again = await ledger.createOperation({ ...operationNamed(`backup ${serial}`), name: 'other' });

    expect(again.created).toBe(false);
    expect(again.operation.name).toBe(`backup ${serial}`);
  });

  it('counts the polls of a stage and keeps when it was entered', async () => {
    const first = await ledger.enterStage(run, 'CheckOffloads');
    clock.advance(5);
    const second = await ledger.enterStage(run, 'CheckOffloads');
    const third = await ledger.enterStage(run, 'SealBackup');

    expect(second).toMatchObject({ polls: 2, stageStartedAt: first.stageStartedAt });
    expect(third).toMatchObject({ polls: 3, stage: 'SealBackup', stageStartedAt: clock.now().toISOString() });
  });

  it('is entered by each of two Tasks that are delivered at once, one after the other', async () => {
    await Promise.all([1, 2, 3].map(() => ledger.enterStage(run, 'CheckOffloads', { enteredAt: 'the same' })));

    expect(await ledger.readOperation(run.operationId)).toMatchObject({
      polls: 3,
      turns: 3,
      stages: [{ state: 'CheckOffloads', epoch: 1, visits: 1, retries: 2 }],
    });
  });

  it('keeps how each state went, also of an epoch that was taken over, after its end', async () => {
    await ledger.enterStage(run, 'PlanBackup', { enteredAt: 'a' });
    await ledger.enterStage(run, 'CheckOffloads', {
      enteredAt: 'b',
      last: { state: 'PlanBackup', counts: { volumes: 1 } },
    });
    await ledger.raiseEpoch(run, { losses: 1 });
    const next = { ...run, epoch: 2 };
    await ledger.enterStage(next, 'PlanBackup', { enteredAt: 'c' });
    await ledger.finishOperation(next, 'Failed', {});

    const { stages } = (await ledger.readOperation(run.operationId)) ?? {};
    const at = clock.now().toISOString();
    expect(stages).toEqual([
      { state: 'PlanBackup', epoch: 1, enteredAt: at, leftAt: at, visits: 1, retries: 0, counts: { volumes: 1 } },
      { state: 'CheckOffloads', epoch: 1, enteredAt: at, visits: 1, retries: 0 },
      { state: 'PlanBackup', epoch: 2, enteredAt: at, visits: 1, retries: 0 },
    ]);
  });

  it('refuses every write of an epoch that was taken over', async () => {
    await ledger.putVolumes(run, [volumeNamed('a')]);
    const raised = await ledger.raiseEpoch(run, { losses: 1 });
    await ledger.adoptVolumes({ ...run, epoch: 2 });

    expect(raised).toMatchObject({ epoch: 2, losses: 1, polls: 0 });
    const superseded = { code: 'execution.superseded' };
    await expect(ledger.enterStage(run, 'PlanBackup')).rejects.toMatchObject(superseded);
    await expect(ledger.updateOperation(run, { bytes: 1 })).rejects.toMatchObject(superseded);
    await expect(ledger.updateVolume(run, 'a', { phase: 'Done' })).rejects.toMatchObject(superseded);
    await expect(ledger.claimSealing(run)).rejects.toMatchObject(superseded);
    await expect(ledger.finishOperation(run, 'Failed', {})).rejects.toMatchObject(superseded);
    expect(await ledger.raiseEpoch(run, {})).toBeUndefined();
  });

  it('ends once: the phase that stood first stays, and no Task begins anew', async () => {
    const ends = await Promise.all([
      ledger.finishOperation(run, 'Succeeded', { bytes: 7 }),
      ledger.finishOperation(run, 'Failed', {}),
      ledger.finishOperation(run, 'Cancelled', {}),
    ]);

    const { phase } = (await ledger.readOperation(run.operationId)) ?? {};
    expect(new Set(ends)).toEqual(new Set([phase]));
    await expect(ledger.enterStage(run, 'CreateSnapshots')).rejects.toMatchObject({ code: 'execution.superseded' });
  });

  it('keeps its first error', async () => {
    await ledger.recordError(run, { code: 'snapshot.timeout', message: 'first' });
    await ledger.recordError(run, { code: 'mover.failed', message: 'second' });

    expect((await ledger.readOperation(run.operationId))?.error?.message).toBe('first');
  });

  it('is either sealed or cancelled, never both', async () => {
    expect(await ledger.claimSealing(run)).toBe(true);
    expect(await ledger.claimSealing(run)).toBe(true);
    await expect(ledger.requestCancel(run.operationId, 'somebody')).rejects.toMatchObject({ code: 'backup.sealing' });

    const other = operationNamed(`other ${serial}`);
    await ledger.createOperation(other);
    await ledger.requestCancel(other.operationId, 'somebody');
    expect(await ledger.claimSealing({ operationId: other.operationId, epoch: 1 })).toBe(false);
  });

  it('removes an attribute that is set to undefined', async () => {
    await ledger.updateOperation(run, { unreachableSince: '2026-11-23T08:00:00.000Z' });
    const cleared = await ledger.updateOperation(run, { unreachableSince: undefined });

    expect(cleared).not.toHaveProperty('unreachableSince');
  });

  it('stays among the open ones after its end until it is closed', async () => {
    expect(await ledger.updateEnded(run.operationId, { settledAt: '2026-11-23T10:00:00.000Z' })).toBeUndefined();
    await ledger.finishOperation(run, 'Failed', {});
    expect(await ledger.listIncomplete()).toContain(run.operationId);

    const settled = await ledger.updateEnded(run.operationId, { settledAt: '2026-11-23T10:00:00.000Z' });
    expect(settled).toMatchObject({ phase: 'Failed', settledAt: '2026-11-23T10:00:00.000Z' });
    await ledger.closeOperation(run.operationId);
    expect(await ledger.listIncomplete()).not.toContain(run.operationId);
  });
});

describe('volumes', () => {
  it('keep what they know when they are planned twice', async () => {
    await ledger.putVolumes(run, [volumeNamed('a'), volumeNamed('b')]);
    await ledger.updateVolume(run, 'a', { phase: 'SnapshotTaken' });
    await ledger.putVolumes(run, [volumeNamed('a'), volumeNamed('b')]);

    const volumes = await ledger.readVolumes(run.operationId);
    expect(volumes.map(({ volumeId, phase }) => [volumeId, phase])).toEqual([
      ['a', 'SnapshotTaken'],
      ['b', 'Pending'],
    ]);
    expect(volumes[0]).toEqual({ ...volumeNamed('a'), phase: 'SnapshotTaken' });
  });

  it('are read whole, however many there are', async () => {
    const many = Array.from({ length: 120 }, (_, index) => volumeNamed(`v${index}`));
    await ledger.putVolumes(run, many);

    expect(await ledger.readVolumes(run.operationId)).toHaveLength(120);
  });
});

describe('events, parts and copies', () => {
  it('come back as they were recorded', async () => {
    const part = { id: 'configmaps#shop#0', key: 'backups/k', sha256: 'ab', count: 2 };
    const copy = { locationUid: 'l', bytes: 1, phase: 'Succeeded' as const, sealedAt: 'now', sealSha256: 'cd' };
    await ledger.recordPart(run, part);
    await ledger.recordPart(run, part);
    await ledger.recordCopy(run, copy);
    await ledger.appendEvent(run.operationId, { type: 'CopyLost', message: 'b' });

    expect(await ledger.readParts(run.operationId)).toEqual([part]);
    expect(await ledger.readCopies(run.operationId)).toEqual([copy]);
    const { items } = await ledger.readEvents(run.operationId);
    expect(items).toEqual([{ type: 'CopyLost', message: 'b', at: clock.now().toISOString() }]);
  });

  it('give events in pages of the length that is asked for', async () => {
    for (const type of ['CopyLost', 'CopyFound', 'ExecutionLost'] as const) {
      clock.advance(1);
      await ledger.appendEvent(run.operationId, { type, message: '' });
    }

    const first = await ledger.readEvents(run.operationId, undefined, 2);
    const second = await ledger.readEvents(run.operationId, first.nextCursor, 2);
    expect(first.items).toMatchObject([{ type: 'CopyLost' }, { type: 'CopyFound' }]);
    expect(second.items).toMatchObject([{ type: 'ExecutionLost' }]);
    expect(second.nextCursor).toBeUndefined();
  });
});

describe('parts', () => {
  it('of an epoch that was taken over replace nothing that the next one has stored', async () => {
    const part = { id: 'ConfigMap.#shop#0', key: 'old', sha256: 'a', count: 1 };
    await ledger.recordPart(run, part);
    const operation = await ledger.readOperation(run.operationId);
    const next = operation && (await ledger.raiseEpoch(operation, {}));
    await ledger.recordPart({ ...run, epoch: next?.epoch ?? 0 }, { ...part, key: 'new' });

    await expect(ledger.recordPart(run, part)).rejects.toMatchObject({ code: 'execution.superseded' });
    await expect(ledger.dropParts(run, [part.id])).rejects.toMatchObject({ code: 'execution.superseded' });
    expect(await ledger.readParts(run.operationId)).toEqual([{ ...part, key: 'new' }]);
  });
});

describe('the list of operations', () => {
  it('pages backwards over months and kinds, each exactly once, filtered', async () => {
    const list = createLedger(database.client, database.tables.ledger, clock);
    const cluster = { name: 'elsewhere', uid: 'u', clusterId: 'c-list' };
    const ids: string[] = [];
    for (let index = 0; index < 25; index += 1) {
      clock.advance(4 * 24 * 3600);
      const kind = index % 3 === 0 ? 'restore' : 'backup';
      const operationId = operationIdOf(kind, [`list ${index}`]);
      const given = { operationId, name: `list ${index}`, refs: { cluster, locations: [] }, createdBy: 'tester' };
      const operation = newOperationOf(kind, given, clock.now(), WEEK_SECONDS);
      operation.labels = index % 2 === 0 ? { team: 'shop' } : {};
      await list.createOperation(operation);
      ids.unshift(operation.operationId);
    }

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list.listOperations({ search: 'elsewhere' }, cursor, 4);
      seen.push(...page.items.map(({ operationId }) => operationId));
      cursor = page.nextCursor;
    } while (cursor);

    expect(seen).toEqual(ids);
    const labelled = await list.listOperations({
      clusterId: 'c-list',
      label: parseSelector('team=shop,env!=prod'),
      kind: 'backup',
    });
    expect(labelled.items.every(({ labels, kind }) => labels.team === 'shop' && kind === 'backup')).toBe(true);
    expect(labelled.items.length).toBe(8);
  });

  it('goes back over empty years page by page, to what is there', async () => {
    const later = createLedger(database.client, database.tables.ledger, createTestClock('2030-05-01T00:00:00.000Z'));
    const refs = { cluster: { name: 'old', uid: 'u', clusterId: 'c-old' }, locations: [] };
    const old = operationNamed('made years ago', { refs });
    await ledger.createOperation(old);

    const seen: string[] = [];
    const pages: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await later.listOperations({ search: 'made years ago' }, cursor);
      seen.push(...page.items.map(({ operationId }) => operationId));
      pages.push(page.items.length);
      cursor = page.nextCursor;
    } while (cursor);

    expect(seen).toEqual([old.operationId]);
    expect(pages[0]).toBe(0);
  });

  it('begins with what there is when it is asked for up to a time that has not come', async () => {
    const refs = { cluster: { name: 'new', uid: 'u', clusterId: 'c-new' }, locations: [] };
    const made = operationNamed('made now', { refs });
    await ledger.createOperation(made);

    const { items } = await ledger.listOperations({ clusterId: 'c-new', to: '2999-12-31T00:00:00.000Z' });

    expect(items.map(({ operationId }) => operationId)).toEqual([made.operationId]);
  });

  it('refuses a cursor of another filter', async () => {
    const { nextCursor } = await ledger.listOperations({ clusterId: 'c-list' }, undefined, 1);

    await expect(ledger.listOperations({ clusterId: 'c-1' }, nextCursor)).rejects.toMatchObject({
      code: 'request.cursor_invalid',
    });
  });
});

describe('a row that cannot be read', () => {
  it('is a fault that names it where it is asked for, and is left out of lists, which say so', async () => {
    const told: string[] = [];
    const log = { error: (_: string, { reason }: Record<string, unknown>) => void told.push(String(reason)) };
    const lists = createLedger(database.client, database.tables.ledger, clock, log);
    const slot = { schedule: { name: 's', uid: 'uid-of-bad' }, entries: ['e'], scheduledTime: '2026-11-23T01:00:00Z' };
    const [good, bad] = [operationNamed('good', { slot }), operationNamed('bad', { slot })];
    for (const one of [good, bad]) await ledger.createOperation({ ...one, labels: { of: 'bad' } });
    await ledger.updateOperation({ ...bad, epoch: 1 }, { deadline: 7 as never }).catch(() => undefined);

    const fault = { code: 'record.invalid', message: expect.stringContaining(`${bad.operationId}, record operation`) };
    await expect(lists.readOperation(bad.operationId)).rejects.toMatchObject(fault);
    for (const filter of [
      { label: parseSelector('of=bad') },
      { clusterId: 'c-1', label: parseSelector('of=bad') },
      { scheduleUid: 'uid-of-bad' },
    ]) {
      const { items } = await lists.listOperations(filter);
      expect(items.map(({ operationId }) => operationId)).toEqual([good.operationId]);
    }
    expect((await lists.listBySchedule('uid-of-bad')).map(({ name }) => name)).toEqual(['good']);
    expect(told).toHaveLength(4);
    expect(told[0]).toContain('cannot be read: deadline: ');
  });
});

describe('the runs of a schedule', () => {
  const scheduleUid = 'uid-of-a-schedule';
  const runNamed = (n: number, changes: Partial<BackupOperation> = {}) => {
    const slot = {
      schedule: { name: 's', uid: scheduleUid },
      entries: ['e'],
      scheduledTime: `2026-11-23T0${n}:00:00Z`,
    };
    return {
      ...operationNamed(`run ${n} of ${scheduleUid}`),
      slot,
      createdAt: `2026-11-23T0${n}:00:00.000Z`,
      ...changes,
    };
  };

  it('that hold nothing any more are apart, and in the list all the same, in their order', async () => {
    const ended = async (n: number, phase: Phase) => {
      const operation = runNamed(n);
      await ledger.createOperation(operation);
      await ledger.finishOperation({ operationId: operation.operationId, epoch: 1 }, phase, {});
      return operation.operationId;
    };
    const good = await ended(1, 'Succeeded');
    const skipped = await ended(2, 'Skipped');
    const failed = await ended(3, 'Failed');
    const missed = runNamed(4, { phase: 'Missed', finishedAt: '2026-11-23T08:00:00.000Z' });
    await ledger.createOperation(missed);
    const gone = await ended(5, 'Succeeded');
    await ledger.markDeleting(gone, { operationId: 'dl-1', at: '', by: 'ann', because: 'a test' });
    await ledger.markDeleted(gone, 'dl-1', []);

    const idsOf = (items: readonly Operation[]) => items.map(({ operationId }) => operationId);
    expect(idsOf(await ledger.listBySchedule(scheduleUid))).toEqual([failed, good]);
    const listed = async (phase?: Phase) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await ledger.listOperations({ scheduleUid, ...(phase ? { phase } : {}) }, cursor, 1);
        found.push(...idsOf(page.items));
        cursor = page.nextCursor;
      } while (cursor);
      return found;
    };
    expect(await listed()).toEqual([missed.operationId, failed, skipped, good]);
    expect(await listed('Deleted')).toEqual([gone]);
    expect(await listed('Skipped')).toEqual([skipped]);
    expect(await listed('Succeeded')).toEqual([good]);

    // The one before tells how the schedule fares, wherever it stands.
    const theOneBefore = async (n: number) => (await ledger.readRunBefore(runNamed(n)))?.operationId;
    expect(await Promise.all([6, 5, 4, 3].map(theOneBefore))).toEqual([gone, missed.operationId, failed, good]);
  });
});
