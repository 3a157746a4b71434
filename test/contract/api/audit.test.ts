import { describe, expect, it } from 'vitest';
import { isAudited } from '../../../functions/api/http/contract.ts';
import { createApi } from '../../../functions/api/http/router.ts';
import { locationRoutes } from '../../../functions/api/locations/routes.ts';
import { ROUTES } from '../../../functions/api/routes.ts';
import { Fault } from '../../../functions/domain/errors.ts';
import { operationIdOf } from '../../../functions/domain/ids.ts';
import type { AuditRecord } from '../../../functions/services/audit/audit.ts';
import { eventOf } from '../../support/api-event.ts';
import { backupBody, clusterBody, LOCATION } from '../../support/api-steps.ts';
import type { ApiWorld } from '../../support/api-world.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world, cluster } = await startShopApi();

const WHO = { subject: 'walker' };
const SOME_ID = operationIdOf('backup', ['nobody']);

/** A moment later than the one before, as it is outside of tests. */
async function call(...request: Parameters<ApiWorld['call']>) {
  world.clock.advance(0.001);
  return await world.call(...request);
}

async function recordsOf(subject: string, query = ''): Promise<AuditRecord[]> {
  const { body } = await world.call('GET', `/v1/audit?subject=${subject}&limit=200${query}`);
  return body.items;
}

describe('the audit trail', () => {
  it.each(ROUTES.filter(isAudited))('has one record of each $method $path, refused or not', async (route) => {
    const path = route.path.replace('{name}', 'ghost').replace('{id}', SOME_ID);
    const subject = `walker-${ROUTES.indexOf(route)}`;
    const refused = await call(route.method, path, { subject, scopes: 'other' });
    await call(route.method, path, { subject, body: { planted: 'planted-secret' } });

    const found = await recordsOf(subject);

    expect(refused.status).toBe(403);
    expect(found).toHaveLength(2);
    expect(found.map(({ route: key }) => key)).toEqual(Array(2).fill(`${route.method} ${route.path}`));
    expect(found.at(-1)).toMatchObject({ subject, target: path, status: 403, code: 'request.forbidden' });
    expect(found.at(-1)?.sourceIp).toBe('192.0.2.7');
    expect(JSON.stringify(found)).not.toContain('planted');
  });

  it('has none of what only reads', async () => {
    for (const { path, method } of ROUTES.filter((route) => !isAudited(route))) {
      await call(method, path.replace('{name}', 'c1').replace('{id}', SOME_ID), { subject: 'reader' });
    }

    expect(await recordsOf('reader')).toEqual([]);
  });

  it('is given without a record that cannot be read', async () => {
    const at = '2026-11-01T08:00:00.000Z';
    await world.audit.append({ ...recordAt(at, 'unread'), status: 'accepted' as never });
    await world.audit.append({ ...recordAt(at, 'unread'), requestId: 'another' });

    expect((await recordsOf('unread')).map(({ requestId }) => requestId)).toEqual(['another']);
  });

  it('names what was made by its own path and uid, and no secret of it', async () => {
    const made = await call('POST', '/v1/locations', { ...WHO, body: { ...LOCATION, name: 'cellar' } });
    const started = await call('POST', '/v1/backups', { ...WHO, body: backupBody() });
    const cancelled = await call('POST', `/v1/backups/${started.body.id}/cancel`, WHO);
    const [cancel, backup, location] = await recordsOf(WHO.subject);

    expect(cancelled.status).toBe(202);
    expect(location).toMatchObject({ target: '/v1/locations/cellar', status: 201, facts: { uid: made.body.uid } });
    expect(backup).toMatchObject({ target: `/v1/backups/${started.body.id}`, status: 202, facts: { cluster: 'c1' } });
    expect(cancel).toMatchObject({ route: 'POST /v1/backups/{id}/cancel', target: `/v1/backups/${started.body.id}` });
    expect(JSON.stringify(await recordsOf(WHO.subject))).not.toContain('planted-s3-secret');
  });

  it('keeps refusals with the name that was asked for and the code', async () => {
    await call('POST', '/v1/clusters', { subject: 'second', body: clusterBody(cluster) });
    await call('DELETE', '/v1/clusters/c1', { subject: 'second', headers: { 'if-match': '"7"' } });
    await call('DELETE', '/v1/clusters/c1', { subject: 'second' });
    const codes = (await recordsOf('second')).map(({ status, code, facts }) => [status, code, facts.name]);

    expect(codes).toEqual([
      [428, 'request.precondition_required', undefined],
      [412, 'request.precondition_failed', undefined],
      [409, 'name.taken', 'c1'],
    ]);
  });

  it('is read by admins, by target, by time, page by page', async () => {
    const forbidden = await call('GET', '/v1/audit', { scopes: 'snapferry/operate' });
    const byName = await call('GET', '/v1/audit?target=cellar');
    const uid = byName.body.items[0].facts.uid;
    const byUid = await call('GET', `/v1/audit?target=${uid}`);
    const first = await call('GET', '/v1/audit?subject=second&limit=2');
    const rest = await call('GET', `/v1/audit?subject=second&limit=2&cursor=${first.body.nextCursor}`);
    const other = await call('GET', `/v1/audit?subject=walker&cursor=${first.body.nextCursor}`);
    const before = await call('GET', '/v1/audit?to=2026-11-01T00:00:00Z');
    const after = await call('GET', '/v1/audit?from=2026-11-23T00:00:00Z&limit=1');

    expect(forbidden.status).toBe(403);
    expect(byName.body.items).toHaveLength(1);
    expect(byUid.body.items).toEqual(byName.body.items);
    expect([first.body.items.length, rest.body.items.length]).toEqual([2, 1]);
    expect(other.body.code).toBe('request.cursor_invalid');
    expect(before.body.items).toEqual([]);
    expect(after.body.items).toHaveLength(1);
  });

  it('goes over from month to month', async () => {
    await world.audit.append(recordAt('2026-08-31T23:59:59.999Z'));
    await world.audit.append(recordAt('2026-10-01T00:00:00.000Z'));
    await call('POST', `/v1/backups/${SOME_ID}/cancel`, { subject: 'long' });

    const times = (await recordsOf('long')).map(({ at }) => at.slice(0, 7));
    const some = (await recordsOf('long', '&from=2026-09-01T00:00:00Z')).map(({ at }) => at.slice(0, 7));

    expect(times).toEqual(['2026-11', '2026-10', '2026-08']);
    expect(some).toEqual(['2026-11', '2026-10']);
  });

  it('is never overwritten', async () => {
    const record = recordAt('2026-09-09T09:09:09.009Z', 'kept');
    await world.audit.append(record);
    await world.audit.append({ ...record, status: 500 });

    expect(await recordsOf('kept')).toEqual([record]);
  });
});

describe('an answer', () => {
  it('is not given before its record is kept', async () => {
    const audit = {
      ...world.audit,
      append: async () => {
        throw new Fault('ledger.throttled', 'the table did not take the request');
      },
    };
    const handle = async () => ({ recoveryKey: 'planted-key' });
    const api = createApi(
      { ...world, audit },
      locationRoutes.map((route) => ({ ...route, handle })),
    );

    const event = eventOf('GET', '/v1/locations/attic/recovery-key', '', {}, { name: 'attic' });
    const answer = await api(event, { awsRequestId: 'r' } as Parameters<typeof api>[1]);

    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain('planted');
  });
});

function recordAt(at: string, subject = 'long'): AuditRecord {
  const route = 'POST /v1/backups';
  return { at, subject, sourceIp: '192.0.2.7', route, target: '/v1/backups', facts: {}, status: 202, requestId: at };
}
