import { beforeEach, describe, expect, it } from 'vitest';
import { operationIdOf } from '../../../functions/domain/ids.ts';
import { newOperation } from '../../../functions/domain/operation/new-operation.ts';
import type { BackupOperation } from '../../../functions/domain/operation/operation.ts';
import type { Phase } from '../../../functions/domain/operation/phase.ts';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
let backup: string;
let serial = 0;
beforeEach(async () => {
  backup = (await world.call('POST', '/v1/backups', { body: backupBody() })).body.id;
});

const end = async (id: string, phase: Phase = 'Succeeded') =>
  await world.ledger.finishOperation({ operationId: id, epoch: 1 }, phase, {});
const remove = async (id = backup, query = '', scopes?: string) =>
  await world.call('DELETE', `/v1/backups/${id}${query}`, scopes ? { scopes } : {});

describe('the deletion of a backup', () => {
  it('is refused while the backup runs, and of what is none', async () => {
    const before = await world.readAll();

    expect(await remove()).toMatchObject({ status: 409, body: { code: 'operation.running' } });
    expect(await remove(`bk-${'a'.repeat(26)}`)).toMatchObject({ status: 404, body: { code: 'backup.not_found' } });
    expect((await remove(backup, '?force=yes')).status).toBe(400);
    expect((await remove(backup, '', 'snapferry/read')).status).toBe(403);

    expect(await world.readAll()).toEqual(before);
  });

  it('is an operation; asked for twice it is one, and another once that one has failed', async () => {
    await end(backup, 'Failed');

    const first = await remove();
    const again = await remove();
    await end(first.body.id, 'Failed');
    const other = await remove();

    expect(first).toMatchObject({ status: 202, headers: { location: `/v1/operations/${first.body.id}` } });
    expect(first.body).toMatchObject({
      kind: 'delete',
      backup,
      cluster: 'c1',
      location: 'attic',
      spec: { force: false, because: 'somebody asked for it' },
    });
    expect(first.body.executionArn).toContain(':execution:delete-backup:');
    expect(again.body.id).toBe(first.body.id);
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('waits for the end of a restore that reads it', async () => {
    await end(backup);
    const { body } = await world.call('POST', '/v1/restores', { body: { name: 'back', backup } });

    const refused = await remove();
    await end(body.id, 'Failed');
    const started = await remove();

    expect(refused).toMatchObject({ status: 409, body: { code: 'backup.in_use', operations: [body.id] } });
    expect(started.status).toBe(202);
  });

  it('keeps restores from beginning', async () => {
    await end(backup);
    const deletion = { operationId: 'dl-x', at: '2026-11-23T09:00:00.000Z', by: 'ann', because: 'a wish' };
    await world.ledger.markDeleting(backup, deletion);

    const restore = await world.call('POST', '/v1/restores', { body: { name: 'back', backup } });

    expect(restore).toMatchObject({ status: 409, body: { code: 'backup.not_restorable' } });
    expect((await world.call('GET', `/v1/backups/${backup}`)).body).toMatchObject({
      phase: 'Deleting',
      deletion: { ...deletion, from: 'Succeeded' },
    });
  });

  it('of the newest good one of a schedule needs force', async () => {
    const made: string[] = [];
    for (const phase of ['Succeeded', 'Succeeded', 'Failed'] as const) made.push(await ofSchedule(phase));
    const [oldest = '', newest = '', failed = ''] = made;

    expect(await remove(newest)).toMatchObject({ status: 409, body: { code: 'backup.newest' } });
    for (const id of [oldest, failed]) expect((await remove(id)).status).toBe(202);
    expect(await remove(newest, '?force=true')).toMatchObject({ status: 202, body: { spec: { force: true } } });
  });

  it.each(['copyLostAt', 'damagedAt'])('of one whose newer ones have all a %s needs force', async (field) => {
    const good = await ofSchedule('Succeeded', `s-${field}`);
    const lost = await ofSchedule('Succeeded', `s-${field}`);
    await world.ledger.updateEnded(lost, { [field]: world.clock.now().toISOString() });

    expect(await remove(good)).toMatchObject({ status: 409, body: { code: 'backup.newest' } });
  });
});

async function ofSchedule(phase: Phase, uid = 's-1'): Promise<string> {
  serial += 1;
  world.clock.advance(60);
  const found = (await world.ledger.readOperation(backup)) as BackupOperation;
  const { kind, name, spec, refs, createdBy } = found;
  const operationId = operationIdOf('backup', [String(serial)]);
  const slot = {
    schedule: { name: 'nightly', uid },
    entries: ['a'],
    scheduledTime: `2026-11-23T02:${10 + serial}:00Z`,
  };
  const row = newOperation({ operationId, kind, name, spec, refs, createdBy }, world.clock.now(), 3600);
  await world.ledger.createOperation({ ...row, slot });
  await end(operationId, phase);
  return operationId;
}

describe('a legal hold', () => {
  const path = () => `/v1/backups/${backup}/legal-hold`;

  it('is an admin’s, keeps everybody from deleting, and leaves its traces', async () => {
    await end(backup);
    const operator = { body: { reason: 'x' }, scopes: 'snapferry/operate' };
    expect((await world.call('PUT', path(), operator)).status).toBe(403);
    expect((await world.call('PUT', path(), { body: {} })).status).toBe(400);

    const held = await world.call('PUT', path(), { body: { reason: 'case 7' }, subject: 'counsel' });
    const refused = await remove(backup, '?force=true');
    const released = await world.call('DELETE', path());
    const again = await world.call('DELETE', path());

    expect(held).toMatchObject({ status: 200, body: { legalHold: { by: 'counsel', reason: 'case 7' } } });
    expect(refused).toMatchObject({ status: 409, body: { code: 'backup.legal_hold' } });
    expect([released.status, again.status]).toEqual([204, 204]);
    const { body } = await world.call('GET', `/v1/backups/${backup}/events`);
    const types = body.items.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(['LegalHoldPlaced', 'LegalHoldReleased']));
    const audited = world.lines.filter(({ facts }) => facts.audit && String(facts.target).endsWith('/legal-hold'));
    expect(audited.map(({ facts }) => facts.status)).toEqual([403, 400, 200, 204, 204]);
    expect((await remove()).status).toBe(202);
  });
});
