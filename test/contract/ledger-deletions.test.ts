import { beforeEach, describe, expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Run } from '../../functions/domain/operation/operation.ts';
import { startLedger } from '../support/ledger-world.ts';
import { SPECS } from '../support/specs.ts';

const WEEK_SECONDS = 7 * 86_400;
const { clock, ledger } = await startLedger();
let run: Run;
let serial = 0;

beforeEach(async () => {
  serial += 1;
  const operation = operationNamed(`backup ${serial}`);
  await ledger.createOperation(operation);
  run = { operationId: operation.operationId, epoch: 1 };
});

function operationNamed(name: string) {
  const refs = { cluster: { name: 'here', uid: 'u', clusterId: 'c-1' }, locations: [] };
  const given = {
    operationId: operationIdOf('backup', [name]),
    kind: 'backup' as const,
    name,
    spec: SPECS.backup,
    refs,
  };
  return newOperation({ ...given, createdBy: 'tester' }, clock.now(), WEEK_SECONDS);
}

describe('a backup that goes', () => {
  const deletion = {
    operationId: operationIdOf('delete', ['a']),
    at: '2026-11-23T08:00:00.000Z',
    by: 'ann',
    because: 'age',
  };
  const other = { ...deletion, operationId: operationIdOf('delete', ['b']) };
  const end = async () => await ledger.finishOperation(run, 'Failed', {});
  const read = async () => await ledger.readOperation(run.operationId);

  it('must have ended, and be held by nobody', async () => {
    await expect(ledger.markDeleting(run.operationId, deletion)).rejects.toMatchObject({ code: 'operation.running' });
    await end();
    await ledger.holdBackup(run.operationId, { at: deletion.at, by: 'counsel', reason: 'case 7' });
    await expect(ledger.markDeleting(run.operationId, deletion)).rejects.toMatchObject({ code: 'backup.legal_hold' });
    await ledger.holdBackup(run.operationId, undefined);

    const marked = await ledger.markDeleting(run.operationId, deletion);

    expect(marked).toMatchObject({ phase: 'Deleting', deletion: { ...deletion, from: 'Failed' } });
    expect(await ledger.markDeleting(run.operationId, deletion)).toEqual(marked);
    const hold = { at: deletion.at, by: 'counsel', reason: 'too late' };
    await expect(ledger.holdBackup(run.operationId, hold)).rejects.toMatchObject({ code: 'backup.deleting' });
    const missing = ledger.markDeleting('bk-none', deletion);
    await expect(missing).rejects.toMatchObject({ code: 'backup.not_found' });
  });

  it('is again what it was, or is taken over by another deletion, only once its own has ended', async () => {
    await end();
    const going = { ...operationNamed('going'), operationId: deletion.operationId, kind: 'delete' as const };
    await ledger.createOperation({ ...going, spec: SPECS.delete });
    await ledger.markDeleting(run.operationId, deletion);

    await ledger.unmarkDeleting(run.operationId, other.operationId);
    expect(await read()).toMatchObject({ phase: 'Deleting' });
    await expect(ledger.markDeleting(run.operationId, other)).rejects.toMatchObject({ code: 'operation.running' });
    await ledger.finishOperation({ operationId: deletion.operationId, epoch: 1 }, 'Failed', {});
    await ledger.markDeleting(run.operationId, other);
    await ledger.unmarkDeleting(run.operationId, deletion.operationId);
    await ledger.markDeleted(run.operationId, deletion.operationId, []);
    expect(await read()).toMatchObject({
      phase: 'Deleting',
      deletion: { from: 'Failed', operationId: other.operationId },
    });

    await ledger.unmarkDeleting(run.operationId, other.operationId);
    const { phase, deletion: none } = (await read()) ?? {};
    expect({ phase, none }).toEqual({ phase: 'Failed', none: undefined });
  });

  it('is Deleted once, with one event, and no longer open when its end was settled', async () => {
    await end();
    await ledger.updateEnded(run.operationId, { settledAt: deletion.at });
    await ledger.markDeleting(run.operationId, deletion);

    await ledger.markDeleted(run.operationId, deletion.operationId, ['a snapshot stays']);
    clock.advance(5);
    await ledger.markDeleted(run.operationId, deletion.operationId, ['a snapshot stays']);

    expect(await read()).toMatchObject({ phase: 'Deleted', deletion: { left: ['a snapshot stays'] } });
    const { items } = await ledger.readEvents(run.operationId);
    expect(items.filter(({ type }) => type === 'BackupDeleted')).toHaveLength(1);
    expect(await ledger.listIncomplete()).not.toContain(run.operationId);
    await expect(ledger.markDeleting(run.operationId, other)).rejects.toMatchObject({ code: 'operation.ended' });
  });

  it('goes again from Deleted only where that is said, and is Deleted by the later one then', async () => {
    await end();
    await ledger.markDeleting(run.operationId, deletion);
    await ledger.markDeleted(run.operationId, deletion.operationId, ['a snapshot stays']);
    clock.advance(5);

    const marked = await ledger.markDeleting(run.operationId, other, { again: true });
    const twice = await ledger.markDeleting(run.operationId, other, { again: true });
    await ledger.markDeleted(run.operationId, other.operationId, []);

    expect(marked).toMatchObject({ phase: 'Deleting', deletion: { operationId: other.operationId, from: 'Failed' } });
    expect(marked.deletion).not.toHaveProperty('doneAt');
    expect(twice).toEqual(marked);
    expect(await read()).toMatchObject({
      phase: 'Deleted',
      deletion: { operationId: other.operationId, doneAt: clock.now().toISOString(), left: [] },
    });
    const { items } = await ledger.readEvents(run.operationId);
    expect(items.filter(({ type }) => type === 'BackupDeleted')).toHaveLength(2);
  });

  it('tells who reads it', async () => {
    await ledger.addReader(run.operationId, 'rs-1');
    await ledger.addReader(run.operationId, 'rs-1');
    await ledger.addReader(run.operationId, 'rs-2');

    expect(await ledger.readReaders(run.operationId)).toEqual(['rs-1', 'rs-2']);
    expect(await ledger.readVolumes(run.operationId)).toEqual([]);
  });
});
