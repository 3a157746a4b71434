import { beforeEach, describe, expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { MaintenanceOperation, Operation, Run } from '../../functions/domain/operation/operation.ts';
import { planMaintenances } from '../../functions/domain/transfer/transfer.ts';
import { createTable } from '../../functions/services/dynamodb/table.ts';
import { startLedger } from '../support/ledger-world.ts';
import { SPECS } from '../support/specs.ts';

const WEEK_SECONDS = 7 * 86_400;
const { clock, database, ledger } = await startLedger();
let run: Run;
let serial = 0;

beforeEach(async () => {
  serial += 1;
  const operation = operationNamed(`maintenance ${serial}`);
  await ledger.createOperation(operation);
  run = { operationId: operation.operationId, epoch: 1 };
});

const HERE = { name: 'here', uid: 'u', clusterId: 'c-1' };

function operationNamed(name: string, changes: Partial<MaintenanceOperation> = {}): Operation {
  const refs = { cluster: HERE, locations: [] };
  const given = {
    operationId: operationIdOf('maintenance', [name]),
    kind: 'maintenance' as const,
    name,
    spec: SPECS.maintenance,
  };
  return { ...newOperation({ ...given, refs, createdBy: 'tester' }, clock.now(), WEEK_SECONDS), ...changes };
}

describe('what a maintenance keeps', () => {
  it('is one row for each repository, written once, then changed by whoever has the epoch', async () => {
    const location = { name: 'attic', uid: 'l-1' };
    const operation = { operationId: run.operationId, refs: { cluster: HERE, locations: [location] } };
    const works = planMaintenances(location, [{ clusterId: 'c1', namespace: 'shop', full: true }], 1);
    await ledger.putTransfers(run, works);
    const [work] = works;
    if (!work) throw new Error('no work');
    await ledger.updateTransfer(run, work, { attempt: 1, phase: 'Running' });
    await ledger.putTransfers(run, works);

    const { transfers } = await ledger.readTransfers(operation);
    expect(transfers).toEqual([{ ...work, attempt: 1, phase: 'Running' }]);
    await ledger.raiseEpoch(run, {});
    await ledger.adoptVolumes({ ...run, epoch: 2 });
    await ledger.updateTransfer({ ...run, epoch: 2 }, work, { phase: 'Succeeded' });
    await expect(ledger.updateTransfer(run, work, { phase: 'Failed' })).rejects.toMatchObject({
      code: 'execution.superseded',
    });
  });

  it('is its own, though a function of an execution that was lost makes its row later', async () => {
    const location = { name: 'attic', uid: 'l-1' };
    const [planned] = planMaintenances(location, [{ clusterId: 'c1', namespace: 'shop', full: true }], 0);
    if (!planned) throw new Error('no work');
    const taken = { ...run, epoch: 2 };
    await ledger.raiseEpoch(run, {});
    await ledger.adoptVolumes(taken);
    await ledger.updateTransfer(run, planned, { attempt: 1 });

    expect(await ledger.updateTransfer(taken, planned, { attempt: 1, phase: 'Running' })).toMatchObject({ epoch: 2 });
    await expect(ledger.updateTransfer(run, planned, { phase: 'Failed' })).rejects.toMatchObject({
      code: 'execution.superseded',
    });
  });

  it('is a row for each page of seals, in their order, until it is done', async () => {
    const page = { sealed: ['bk-a'], kept: { 'c1/shop': ['12345678'] }, keptRuns: [], orphans: [], doubts: [] };
    await ledger.recordSeals(run, { ...page, n: 10 });
    await ledger.recordSeals(run, { ...page, n: 2 });
    await ledger.recordSeals(run, { ...page, n: 2, sealed: [] });

    expect(await ledger.readSeals(run.operationId)).toEqual([
      { ...page, n: 2, sealed: [] },
      { ...page, n: 10 },
    ]);
    await ledger.emptySeals(run);
    expect(await ledger.readSeals(run.operationId)).toEqual([]);
  });

  it('lists the copies at a location, of whatever backup, page by page', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      clock.advance(1);
      const made = operationNamed(`copied ${index}`, { createdAt: clock.now().toISOString() });
      await ledger.createOperation(made);
      const copy = { bytes: index, phase: 'Succeeded' as const, sealedAt: made.createdAt };
      await ledger.recordCopy({ ...made }, { ...copy, locationUid: 'l-copies' });
      await ledger.recordCopy({ ...made }, { ...copy, locationUid: 'l-others' });
      ids.push(made.operationId);
    }

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ledger.listCopies('l-copies', cursor, 2);
      seen.push(...page.items.map(({ operationId }) => operationId));
      cursor = page.nextCursor;
    } while (cursor);

    expect(seen).toEqual(ids);
    expect((await ledger.listCopies('l-copies')).items[1]).toMatchObject({ bytes: 1, locationUid: 'l-copies' });
  });

  it('lists no copies while one of them cannot be read, since what is not listed may be removed', async () => {
    const made = operationNamed('copied badly');
    await ledger.createOperation(made);
    await ledger.recordCopy({ ...made }, { bytes: 1, phase: 'Succeeded', locationUid: 'l-spoilt' });
    const table = createTable(database.client, database.tables.ledger);
    const key = { operationId: made.operationId, record: 'copy#l-spoilt' };
    await table.put({ ...(await table.get(key)), ...key, bytes: 'many' });

    await expect(ledger.listCopies('l-spoilt')).rejects.toMatchObject({ code: 'record.invalid' });
  });
});
