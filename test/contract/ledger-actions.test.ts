import { beforeEach, describe, expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Run } from '../../functions/domain/operation/operation.ts';
import { type ActionRun, newActionRun } from '../../functions/domain/rule/action-run.ts';
import { startLedger } from '../support/ledger-world.ts';
import { SPECS } from '../support/specs.ts';

const { clock, ledger } = await startLedger();
let run: Run;
let serial = 0;

beforeEach(async () => {
  serial += 1;
  const operationId = operationIdOf('backup', [`actions ${serial}`]);
  const refs = { cluster: { name: 'here', uid: 'u', clusterId: 'c-1' }, locations: [] };
  const given = { operationId, kind: 'backup' as const, name: 'b', spec: SPECS.backup, refs, createdBy: 'tester' };
  await ledger.createOperation(newOperation(given, clock.now(), 86_400));
  run = { operationId, epoch: 1 };
});

function actionAt(n: number, group = 0): ActionRun {
  const place = { namespace: 'shop', pod: `pod-${n}`, podUid: `uid-${n}`, container: 'main' };
  return newActionRun(run.operationId, group, n, { does: 'preExec', action: 0, ...place });
}

describe('the actions of a freeze', () => {
  it('are read in their order, of one group or of all, and by pages', async () => {
    const written = [actionAt(0), actionAt(1), actionAt(0, 1)];
    await ledger.putActions(run, written.toReversed());
    const { items, nextCursor } = await ledger.listActions(run.operationId, undefined, 2);
    const next = await ledger.listActions(run.operationId, nextCursor, 2);

    expect(await ledger.readActions(run.operationId)).toEqual(written);
    expect(await ledger.readActions(run.operationId, 1)).toEqual([written[2]]);
    expect([...items, ...next.items]).toEqual(written);
    expect(next.nextCursor).toBeUndefined();
  });

  it('have keys of which none is the beginning of another one', async () => {
    const keys = Array.from({ length: 20 }, (_, n) => actionAt(n).key);
    expect(new Set(keys.map((key) => key.length)).size).toBe(1);
    expect(new Set(keys).size).toBe(20);
  });

  it('are begun by one delivery alone', async () => {
    await ledger.putActions(run, [actionAt(0)]);
    const begin = () => ledger.updateAction(run, actionAt(0), { phase: 'Started' });
    const begun = await Promise.all([begin(), begin(), begin()]);
    expect(begun.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it('that have begun are not planned over', async () => {
    await ledger.putActions(run, [actionAt(0), actionAt(1)]);
    await ledger.updateAction(run, actionAt(0), { phase: 'Started' });
    const others = [0, 1].map((n) => ({ ...actionAt(n), pod: 'another' }));
    await ledger.putActions(run, others);
    expect((await ledger.readActions(run.operationId)).map(({ pod, phase }) => ({ pod, phase }))).toEqual([
      { pod: 'pod-0', phase: 'Started' },
      { pod: 'another', phase: 'Pending' },
    ]);
  });

  it('are not written by an execution that was taken over', async () => {
    await ledger.putActions(run, [actionAt(0)]);
    const next = { ...run, epoch: 2 };
    await ledger.raiseEpoch(run, {});
    await ledger.updateAction(next, actionAt(0), { phase: 'Started' });
    const late = ledger.updateAction(run, { ...actionAt(0), phase: 'Started' }, { phase: 'Ended' });
    await expect(late).rejects.toMatchObject({ code: 'execution.superseded' });
  });
});
