import { beforeEach, expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Run } from '../../functions/domain/operation/operation.ts';
import type { RestoredObject } from '../../functions/domain/restore/restored-object.ts';
import { startLedger } from '../support/ledger-world.ts';
import { SPECS } from '../support/specs.ts';

const { clock, ledger } = await startLedger();
let run: Run;
let serial = 0;

beforeEach(async () => {
  serial += 1;
  const operationId = operationIdOf('restore', [`restore ${serial}`]);
  const refs = { cluster: { name: 'here', uid: 'u', clusterId: 'c-1' }, locations: [] };
  const given = {
    operationId,
    kind: 'restore' as const,
    name: 'a restore',
    spec: SPECS.restore,
    refs,
    createdBy: 'tester',
  };
  await ledger.createOperation(newOperation(given, clock.now(), 3600));
  run = { operationId, epoch: 1 };
});

function object(name: string, fate: Pick<RestoredObject, 'outcome' | 'uid' | 'reason'>): RestoredObject {
  return { group: 'apps', kind: 'Deployment', namespace: 'shop', name, ...fate };
}

async function readAll() {
  return (await ledger.readObjects(run.operationId)).batches;
}

it('the objects of a restore are in the order of parts and objects, however they were written', async () => {
  for (const [part, from] of [
    [10, 0],
    [2, 40],
    [2, 0],
  ] as const) {
    await ledger.recordObjects(run, { part, from, objects: [object(`${part}-${from}`, { outcome: 'created' })] });
  }

  const batches = await readAll();
  expect(batches.map(({ objects }) => objects[0]?.name)).toEqual(['2-0', '2-40', '10-0']);
  const after = await ledger.readObjects(run.operationId, { part: 2, from: 0 });
  expect(after).toMatchObject({ batches: [{ from: 40 }, { part: 10 }], isLast: true });
});

it('a batch that ran twice keeps what one of its runs knows to have made', async () => {
  const made = object('web', { outcome: 'created', uid: 'u-1' });
  const found = object('web', { outcome: 'left', reason: 'same' });
  await ledger.recordObjects(run, { part: 0, from: 0, objects: [made] });
  await ledger.recordObjects(run, { part: 0, from: 0, objects: [found] });
  expect((await readAll())[0]?.objects).toEqual([made]);

  const again = object('web', { outcome: 'created', uid: 'u-2' });
  await ledger.recordObjects(run, { part: 0, from: 0, objects: [again] });
  expect((await readAll())[0]?.objects).toEqual([again]);
});

it('two runs of a batch at once both count, whoever writes last', async () => {
  const names = ['a', 'b', 'c'];
  const runs = names.map((mine) =>
    names.map((name) =>
      name === mine ? object(name, { outcome: 'created', uid: `u-${name}` }) : object(name, { outcome: 'left' }),
    ),
  );
  await Promise.all(runs.map((objects) => ledger.recordObjects(run, { part: 0, from: 0, objects })));

  const [batch] = await readAll();
  expect(batch?.objects.map(({ uid }) => uid)).toEqual(['u-a', 'u-b', 'u-c']);
});

it('an execution that was taken over writes over nothing of its successor', async () => {
  await ledger.raiseEpoch(run, {});
  const next = object('web', { outcome: 'dropped' });
  await ledger.recordObjects({ ...run, epoch: 2 }, { part: 0, from: 0, objects: [next] });

  const late = ledger.recordObjects(run, { part: 0, from: 0, objects: [object('web', { outcome: 'left' })] });
  await expect(late).rejects.toMatchObject({ code: 'execution.superseded' });
  expect((await readAll())[0]?.objects).toEqual([next]);
});

it('forty objects of the longest names, with all the fields that fit, are one row', async () => {
  const long = (text: string, n: number) => `${text}-${n}-`.repeat(60).slice(0, 253);
  const objects = Array.from({ length: 40 }, (_, n) => ({
    ...object(long('name', n), { outcome: 'created', uid: `uid-${n}` }),
    why: long('why', n),
    fields: Array.from({ length: 21 }, (__, at) => ({
      field: long('field', n * 100 + at).slice(0, 150),
      action: 'changed' as const,
      reason: long('reason', n * 100 + at).slice(0, 150),
    })),
  }));

  await ledger.recordObjects(run, { part: 0, from: 0, objects });

  expect((await readAll())[0]?.objects).toEqual(objects);
});
