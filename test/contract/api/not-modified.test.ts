import { beforeAll, describe, expect, it } from 'vitest';
import { backupBody, LOCATION } from '../../support/api-steps.ts';
import type { Answer } from '../../support/api-world.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
let id: string;
beforeAll(async () => {
  id = (await world.call('POST', '/v1/backups', { body: backupBody() })).body.id;
});

const get = async (path: string, tag?: string) =>
  await world.call('GET', path, tag === undefined ? {} : { headers: { 'if-none-match': tag } });

async function etagOf(path: string): Promise<string> {
  const { status, headers } = await get(path);
  expect({ status, cache: headers['cache-control'] }).toEqual({ status: 200, cache: 'private, no-cache' });
  return String(headers.etag);
}

function expectUnchanged({ status, headers, text }: Answer, etag: string): void {
  expect({ status, text, headers }).toEqual({
    status: 304,
    text: '',
    headers: { etag, 'cache-control': 'private, no-cache' },
  });
}

describe('GET with the ETag that was read', () => {
  it.each([
    ['an operation', () => `/v1/operations/${id}`],
    ['a list of operations', () => '/v1/backups?phase=Pending'],
    ['a list of things', () => '/v1/locations'],
    ['a thing', () => `/v1/locations/${LOCATION.name}`],
    ['who asks', () => '/v1/me'],
  ])('of %s answers 304 without a body', async (_, pathOf) => {
    const etag = await etagOf(pathOf());
    expectUnchanged(await get(pathOf(), etag), etag);
    expectUnchanged(await get(pathOf(), `"other", W/${etag}`), etag);
    expectUnchanged(await get(pathOf(), '*'), etag);
    expect((await get(pathOf(), '"other"')).status).toBe(200);
  });

  it('answers what has changed since', async () => {
    const [one, list] = [`/v1/operations/${id}`, '/v1/operations'];
    const tags = [await etagOf(one), await etagOf(list)];
    await world.call('POST', `${one}/cancel`);
    const answers = [await get(one, tags[0]), await get(list, tags[1])];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.body.cancelRequestedAt).toBeDefined();
  });

  it('answers a thing of the same generation whose status has changed', async () => {
    const path = `/v1/locations/${LOCATION.name}`;
    const etag = await etagOf(path);
    const { uid = '' } = (await world.catalog.read('location', LOCATION.name)) ?? {};
    await world.catalog.writeStatus('location', LOCATION.name, uid, { recoveryKeyAcknowledged: true });

    const { status, headers, body } = await get(path, etag);

    expect({ status, said: body.recoveryKeyAcknowledged }).toEqual({ status: 200, said: true });
    expect([etag, headers.etag].map((tag) => String(tag).split('.')[0])).toEqual(['"1', '"1']);
    expect(headers.etag).not.toBe(etag);
  });
});

describe('a change by If-Match', () => {
  const put = async (tag: string) => {
    const { body } = await get(`/v1/clusters/c1`);
    return await world.call('PUT', '/v1/clusters/c1', { body, headers: { 'if-match': tag } });
  };

  it('takes the ETag of GET, whatever has changed of the status since, and the generation alone', async () => {
    const etag = await etagOf('/v1/clusters/c1');
    await world.call('POST', '/v1/clusters/c1/validate', { body: {} });
    const changed = await put(etag);
    expect(changed.status).toBe(200);
    expect(changed.headers).toMatchObject({ etag: '"2"', 'cache-control': 'no-store' });
    expect((await put('"2"')).status).toBe(200);
  });

  it('refuses an ETag of an earlier generation, and what is none', async () => {
    for (const tag of ['"1.Xc3hRr0JwVfYq2mEoB1k5A"', '"Xc3hRr0JwVfYq2mEoB1k5A"', 'W/"3"']) {
      expect((await put(tag)).body).toMatchObject({ status: 412, code: 'request.precondition_failed' });
    }
  });
});

it('a secret is neither kept nor compared', async () => {
  const { status, headers } = await get(`/v1/locations/${LOCATION.name}/recovery-key`, '*');
  expect(status).toBe(200);
  expect(headers['cache-control']).toBe('no-store');
  expect(headers).not.toHaveProperty('etag');
});

it('a problem is not kept', async () => {
  const { status, headers } = await get('/v1/locations/ghost', '*');
  expect({ status, cache: headers['cache-control'] }).toEqual({ status: 404, cache: 'no-store' });
});
