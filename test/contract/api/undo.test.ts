import { beforeAll, expect, it } from 'vitest';
import type { OperationChanges } from '../../../functions/domain/operation/operation.ts';
import type { Phase } from '../../../functions/domain/operation/phase.ts';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
let backup: string;

beforeAll(async () => {
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody() });
  backup = body.id;
  await world.ledger.finishOperation({ operationId: backup, epoch: 1 }, 'Succeeded', {});
});

async function restored(phase: Phase | undefined, changes: OperationChanges = {}): Promise<string> {
  const { body } = await world.call('POST', '/v1/restores', { body: { name: 'back', backup } });
  const run = { operationId: body.id, epoch: 1 };
  await world.ledger.updateOperation(run, { madeNamespaces: [{ name: 'shop', uid: 'u-1' }], ...changes });
  if (phase) await world.ledger.finishOperation(run, phase, {});
  return body.id;
}

const undo = (id: string, query = '', headers: Record<string, string> = {}) =>
  world.call('POST', `/v1/restores/${id}/undo${query}`, { headers });

it('an undo of a failed restore is an operation of its own, and the same for the same key', async () => {
  const id = await restored('Failed');

  const started = await undo(id, '', { 'idempotency-key': 'k' });
  const again = await undo(id, '', { 'idempotency-key': 'k' });

  expect(started).toMatchObject({
    status: 202,
    body: { kind: 'undo', cluster: 'c1', spec: { restore: id, force: false } },
  });
  expect(started.headers.location).toBe(`/v1/operations/${started.body.id}`);
  expect(started.body.executionArn).toContain(':execution:undo-restore:');
  expect(again.body.id).toBe(started.body.id);
});

it('a restore that has succeeded is undone only when that is asked for', async () => {
  const id = await restored('Succeeded');

  expect((await undo(id)).body).toMatchObject({ status: 409, code: 'undo.succeeded' });
  expect((await undo(id, '?force=true')).status).toBe(202);
});

it('one that runs, that there is not, or whose undo runs already is refused', async () => {
  expect((await undo(await restored(undefined))).body).toMatchObject({ status: 409, code: 'operation.running' });
  expect((await undo(`rs-${'a'.repeat(26)}`)).body).toMatchObject({ status: 404, code: 'operation.not_found' });
  expect((await undo(backup)).body).toMatchObject({ status: 404, code: 'operation.not_found' });

  const id = await restored('Cancelled');
  const { body: other } = await undo(id);
  await world.ledger.updateEnded(id, { undo: { operationId: other.id, at: other.createdAt, by: 'ann' } });
  expect((await undo(id)).body).toMatchObject({ code: 'operation.running', detail: expect.stringContaining(other.id) });
  await world.ledger.finishOperation({ operationId: other.id, epoch: 1 }, 'Failed', {});
  expect((await undo(id)).status).toBe(202);
});

it('a restore of before there was a record of what it made is refused, and says what to do', async () => {
  const before = { madeNamespaces: undefined, places: { CreateTargetNamespaces: 'shop' } };
  const id = await restored('Failed', before);

  expect((await undo(id)).body).toMatchObject({ status: 409, code: 'undo.no_record' });
});
