import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { backupRoutes } from '../../../functions/api/backups/routes.ts';
import { clusterAnswer } from '../../../functions/api/clusters/answers.ts';
import { createApi } from '../../../functions/api/http/router.ts';
import { locationAnswer } from '../../../functions/api/locations/answers.ts';
import { notificationAnswer } from '../../../functions/api/notifications/answers.ts';
import { ROUTES } from '../../../functions/api/routes.ts';
import { policyAnswer, scheduleAnswer } from '../../../functions/api/schedules/answers.ts';
import { eventOf } from '../../support/api-event.ts';
import { backupBody, LOCATION } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
beforeAll(async () => {
  const entries = [{ id: 'night', kind: 'daily', at: '02:00', keep: 7 }];
  await world.call('POST', '/v1/policies', { body: { name: 'nightly', entries } });
  const backup = { cluster: 'c1', locations: ['attic'], selection: { namespaces: ['shop'] } };
  await world.call('POST', '/v1/schedules', { body: { name: 'shop', policy: 'nightly', backup } });
  const webhook = { name: 'pager', kind: 'webhook', url: 'https://hooks.example/x', secret: 'planted-webhook-secret' };
  await world.call('POST', '/v1/notifications', { body: webhook });
});

const THINGS = [
  ['policies', 'nightly', policyAnswer],
  ['schedules', 'shop', scheduleAnswer],
  ['notifications', 'pager', notificationAnswer],
  ['clusters', 'c1', clusterAnswer],
  ['locations', 'attic', locationAnswer],
] as const;

describe.each(THINGS)('one of the %s', (kind, name, answer) => {
  const path = `/v1/${kind}/${name}`;

  it('can be read, and what was read sent back', async () => {
    const read = await world.call('GET', path);

    const put = await world.call('PUT', path, { body: read.body, headers: { 'if-match': String(read.headers.etag) } });

    expect(put.status, put.text).toBe(200);
  });

  it('takes no field that it never shows, and keeps its name', async () => {
    const { body } = await world.call('GET', path);
    const headers = { 'if-match': '*' };

    const unknown = await world.call('PUT', path, { body: { ...body, colour: 'red' }, headers });
    const renamed = await world.call('PUT', path, { body: { ...body, name: 'other' }, headers });

    expect(unknown.body.errors).toEqual([{ pointer: '/colour', message: 'there is no such field' }]);
    expect(renamed.body.errors).toMatchObject([{ pointer: '/name' }]);
  });

  it('lists as read-only just what it shows and does not take', () => {
    const body = ROUTES.find(({ route }) => route === `PUT /v1/${kind}/{name}`)?.body;
    const objects = body instanceof z.ZodDiscriminatedUnion ? body.options : [body];
    const taken = new Set(objects.flatMap((object) => Object.keys((object as z.ZodObject).shape)));

    expect(Object.keys(answer.shape).filter((field) => field !== 'removed' && !taken.has(field))).toEqual([]);
  });
});

it('a location that is sent back without its credentials keeps them', async () => {
  const { secretArn = '' } = (await world.catalog.read('location', 'attic')) ?? {};

  expect(await world.secrets.read(secretArn)).toMatchObject({
    accessKeyId: LOCATION.s3.credentials.accessKeyId,
    secretAccessKey: LOCATION.s3.credentials.secretAccessKey,
  });
});

describe('a path that is there', () => {
  it.each([
    ['DELETE', '/v1/backups', 'POST, GET'],
    ['PUT', `/v1/backups/bk-${'a'.repeat(26)}/cancel`, 'POST'],
    ['POST', '/v1/audit', 'GET'],
  ])('says to %s %s which methods it takes', async (method, path, allow) => {
    const { status, headers, body } = await world.call(method, path);

    expect(status).toBe(405);
    expect(headers.allow).toBe(allow);
    expect(body).toMatchObject({
      code: 'request.method_not_allowed',
      detail: `${path} takes no ${method}, but ${allow}`,
    });
  });
});

it('a request that takes too long is answered before the function ends, and may be sent again', async () => {
  const handle = () => new Promise<never>(() => undefined);
  const api = createApi(
    world,
    backupRoutes.map((route) => ({ ...route, handle })),
  );
  const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 1001 };

  const answer = await api(eventOf('POST', '/v1/backups', '', { body: backupBody() }, {}), context as never);

  expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
  expect(JSON.parse(answer.body ?? '')).toMatchObject({ code: 'request.timeout' });
});
