import { beforeAll, expect, it } from 'vitest';
import type { RestoredObject } from '../../../functions/domain/restore/restored-object.ts';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
let path: string;

function object(name: string, fate: Partial<RestoredObject>): RestoredObject {
  return { group: '', kind: 'ConfigMap', namespace: 'shop', name, outcome: 'created', ...fate };
}

const RECORD: [part: number, from: number, objects: RestoredObject[]][] = [
  [0, 0, [object('shop-role', { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', uid: 'u-1' })]],
  [1, 0, Array.from({ length: 40 }, (_, n) => object(`map-${n}`, { uid: `u-1-${n}` }))],
  [
    1,
    40,
    [
      object('map-40', { outcome: 'left', reason: 'made_by_controller', why: 'a controller made one' }),
      object('map-41', { outcome: 'dropped', reason: 'refused', why: 'exceeded quota', namespace: 'copy' }),
      object('web', {
        kind: 'Service',
        fields: [{ field: 'spec.ports[*].nodePort', action: 'changed', reason: 'taken' }],
      }),
    ],
  ],
];

beforeAll(async () => {
  const { body: backup } = await world.call('POST', '/v1/backups', { body: backupBody() });
  await world.ledger.finishOperation({ operationId: backup.id, epoch: 1 }, 'Succeeded', {});
  const { body } = await world.call('POST', '/v1/restores', { body: { name: 'back', backup: backup.id } });
  path = `/v1/restores/${body.id}/objects`;
  for (const [part, from, objects] of RECORD) {
    await world.ledger.recordObjects({ operationId: body.id, epoch: 1 }, { part, from, objects });
  }
});

async function names(query: string): Promise<string[]> {
  const found: string[] = [];
  let cursor = '';
  do {
    const { status, body } = await world.call('GET', `${path}?${query}${cursor && `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    found.push(...body.items.map(({ name }: RestoredObject) => name));
    cursor = body.nextCursor ?? '';
  } while (cursor !== '');
  return found;
}

it('lists what became of every object, page by page, in the order of the restore', async () => {
  const all = RECORD.flatMap(([, , objects]) => objects.map(({ name }) => name));

  expect(await names('limit=7')).toEqual(all);
  expect(await names('limit=40')).toEqual(all);
  expect(await names('limit=200')).toEqual(all);
});

it.each([
  ['outcome=left', ['map-40']],
  ['outcome=dropped', ['map-41']],
  ['reason=made_by_controller', ['map-40']],
  ['namespace=copy', ['map-41']],
  ['kind=ClusterRole.rbac.authorization.k8s.io', ['shop-role']],
  ['kind=Service', ['web']],
  ['changed=true', ['web']],
  ['outcome=created&kind=Service&limit=1', ['web']],
])('lists only what is asked for: %s', async (query, expected) => {
  expect(await names(query)).toEqual(expected);
});

it('says of each object why, and which field', async () => {
  const { body: left } = await world.call('GET', `${path}?outcome=left`);
  const { body: changed } = await world.call('GET', `${path}?changed=true`);

  expect(left.items).toEqual([
    object('map-40', { outcome: 'left', reason: 'made_by_controller', why: 'a controller made one' }),
  ]);
  expect(changed.items[0].fields).toEqual([{ field: 'spec.ports[*].nodePort', action: 'changed', reason: 'taken' }]);
});

it('refuses a filter that there is not, a cursor of another list, and a restore that there is not', async () => {
  const { body: first } = await world.call('GET', `${path}?limit=2`);

  expect((await world.call('GET', `${path}?outcome=lost`)).body).toMatchObject({ code: 'request.invalid' });
  const elsewhere = await world.call('GET', `${path}?outcome=left&cursor=${first.nextCursor}`);
  expect(elsewhere.body).toMatchObject({ code: 'request.cursor_invalid' });
  const none = await world.call('GET', `/v1/restores/rs-${'a'.repeat(26)}/objects`);
  expect(none.body).toMatchObject({ status: 404, code: 'operation.not_found' });
});
