import { expect, it, vi } from 'vitest';
import { step } from '../../functions/platform/step.ts';
import { newOperationOf } from '../support/specs.ts';
import { createTestClock } from '../support/test-clock.ts';

it('takes from its machine only counts that a row may have', async () => {
  const clock = createTestClock();
  const enterStage = vi.fn().mockRejectedValue(new Error('no further'));
  const services = { clock, ledger: { enterStage } } as unknown as Parameters<typeof step>[2];
  const last = { state: 'PlanBackup', counts: { volumes: 2, text: 'x', nothing: null }, bytes: 7 };
  const state = { step: last } as unknown as { step: { state: string } };

  const turn = step(
    'backup',
    'SealBackup',
    services,
    vi.fn(),
  )({ step: 'SealBackup', run: { operationId: 'bk-1', epoch: 1 }, state }, () => 60_000);

  await expect(turn).rejects.toThrow('no further');
  expect(enterStage.mock.calls[0]?.[2]).toMatchObject({ last: { ...last, counts: { volumes: 2 } } });
  expect(enterStage.mock.calls[0]?.[2].last.counts).toEqual({ volumes: 2 });
});

it('of one machine refuses the record of another kind, and leaves it alone', async () => {
  const clock = createTestClock();
  const refs = { cluster: { name: 'c1', uid: 'u1', clusterId: 'k1' }, locations: [] };
  const given = { operationId: 'rs-1', name: 'one', refs, createdBy: 'ann' };
  const operation = newOperationOf('restore', given, clock.now(), 3600);
  const body = vi.fn();
  const services = {
    clock,
    ledger: { enterStage: async () => operation },
    log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  } as unknown as Parameters<typeof step>[2];

  const turn = step('backup', 'SealBackup', services, body)({ step: 'SealBackup', run: operation }, () => 60_000);

  await expect(turn).rejects.toMatchObject({
    code: 'internal',
    message: 'rs-1 is of kind restore, and SealBackup is a state of operations of kind backup',
  });
  expect(body).not.toHaveBeenCalled();
});
