import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import type { PreviousTables, Row } from '../../upgrade/files.ts';
import { fillTables, readPrevious } from '../../upgrade/load.ts';

const FAMILIES: Record<string, string> = { backup: 'backups', restore: 'restores' };
const familyOf = (kind: string) => FAMILIES[kind] ?? 'operations';
const HOUR_SECONDS = 3600;
let previous: PreviousTables;
let api: ApiWorld;

beforeAll(async () => {
  previous = readPrevious();
  api = await startApiWorld();
  api.clock.advance(HOUR_SECONDS + (Date.parse(previous.at) - api.clock.now().getTime()) / 1000);
  await fillTables(api.client, api.tables, previous);
});
afterAll(async () => await api.stop());

const recordsOf = (sort: string, operationId?: string): Row[] =>
  previous.ledger.filter(
    ({ record, operationId: of }) => String(record).startsWith(sort) && (operationId ?? of) === of,
  );

/** Every answer is compared with today's schema of it (api-world.ts). */
describe('tables that the previous landing has written', () => {
  it('list every operation, of each kind, once', async () => {
    const operations = recordsOf('operation');

    for (const kind of ['backup', 'restore', undefined]) {
      const { status, body } = await api.call('GET', `/v1/${familyOf(String(kind))}`);
      const expected = operations.filter((one) => kind === undefined || one['kind'] === kind);
      expect(status).toBe(200);
      expect(body.items.map(({ id }: Row) => id).toSorted()).toEqual(
        expected.map((one) => String(one['operationId'])).toSorted(),
      );
    }
  });

  it('give each operation with its phase, volumes, events and resources', async () => {
    for (const { operationId, kind, phase, name } of recordsOf('operation')) {
      const path = `/v1/${familyOf(kind)}/${operationId}`;
      const shown = await api.call('GET', path);
      const events = await api.call('GET', `${path}/events`);

      expect(shown).toMatchObject({ status: 200, body: { id: operationId, name, phase } });
      expect(events.body.items.length, path).toBe(recordsOf('event', operationId).length);
      if (familyOf(kind) === 'operations') continue;
      const volumes = await api.call('GET', `${path}/volumes`);
      const resources = await api.call('GET', `${path}/resources`);
      expect(volumes.body.items.length, path).toBe(recordsOf('volume', operationId).length);
      expect(resources.status, path).toBe(200);
    }
  });

  it('give the cluster and the location, valid as they were', async () => {
    const cluster = await api.call('GET', '/v1/clusters/cluster-1');
    const location = await api.call('GET', '/v1/locations?validFor=cluster-1');

    expect(cluster.status).toBe(200);
    expect(location.body.items.map(({ name }: Row) => name)).toEqual(['attic']);
  });

  it('hold what is in use, for as long as it is', async () => {
    const { status, body } = await api.call('DELETE', '/v1/clusters/cluster-1', { headers: { 'if-match': '"2"' } });

    expect({ status, code: body.code }).toEqual({ status: 409, code: 'object.in_use' });
  });
});
