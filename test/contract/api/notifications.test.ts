import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, startApiWorld } from '../../support/api-world.ts';
import { answers, startReceiver, type TestReceiver } from '../../support/receiver.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:backups';
const SECRET = 'planted-signing-secret';
let world: ApiWorld;
let receiver: TestReceiver;
beforeAll(async () => {
  world = await startApiWorld({ NOTIFICATION_TOPIC_ARNS: `${TOPIC},${TOPIC}-2` });
  receiver = await startReceiver();
});
afterAll(async () => {
  await world.stop();
  await receiver.stop();
});

const hook = (changes: object = {}) => ({
  name: 'ops',
  kind: 'webhook',
  url: receiver.url,
  secret: SECRET,
  ...changes,
});
const secretOf = async (name: string) => {
  const item = await world.catalog.read('notification', name);
  return await world.secrets.read(String(item?.secretArn));
};

describe('a receiver of notifications', () => {
  it('is made with sensible events, and its secret is never shown', async () => {
    const made = await world.call('POST', '/v1/notifications', { body: hook() });
    const read = await world.call('GET', '/v1/notifications/ops');
    const list = await world.call('GET', '/v1/notifications');

    expect(made).toMatchObject({ status: 201, headers: { location: '/v1/notifications/ops', etag: '"1"' } });
    expect(made.body.events).toContain('backup.recovered');
    expect(made.body.events).not.toContain('backup.succeeded');
    expect(list.body.items).toEqual([read.body]);
    expect(await secretOf('ops')).toEqual({ secret: SECRET });
    const everything = JSON.stringify([made.text, read.text, list.text, world.lines, await world.readAll()]);
    expect(everything).not.toContain(SECRET);
  });

  it('is made once by one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const body = hook({ name: 'once' });
    const first = await world.call('POST', '/v1/notifications', { body, headers });
    const again = await world.call('POST', '/v1/notifications', { body, headers });
    const changed = await world.call('POST', '/v1/notifications', {
      body: { ...body, secret: 'x'.repeat(16) },
      headers,
    });
    const taken = await world.call('POST', '/v1/notifications', { body });

    expect([first.status, again.status, changed.status, taken.status]).toEqual([201, 201, 422, 409]);
    expect(again.body.uid).toBe(first.body.uid);
    expect(await secretOf('once')).toEqual({ secret: SECRET });
  });

  it('keeps a secret that a change leaves out', async () => {
    const { secret: _, name: _n, ...body } = hook({ events: ['backup.succeeded'] });
    const headers = { 'if-match': '"1"' };
    const without = await world.call('PUT', '/v1/notifications/ops', { body });
    const changed = await world.call('PUT', '/v1/notifications/ops', { body, headers });
    const stale = await world.call('PUT', '/v1/notifications/ops', { body, headers });

    expect([without.status, changed.status, stale.status]).toEqual([428, 200, 412]);
    expect(changed.body).toMatchObject({ generation: 2, events: ['backup.succeeded'] });
    expect(await secretOf('ops')).toEqual({ secret: SECRET });
    const next = { ...body, secret: 'another-signing-secret' };
    await world.call('PUT', '/v1/notifications/ops', { body: next, headers: { 'if-match': '*' } });
    expect(await secretOf('ops')).toEqual({ secret: 'another-signing-secret' });
  });

  it('stays of its kind', async () => {
    const body = { kind: 'sns', topicArn: TOPIC };
    const refused = await world.call('PUT', '/v1/notifications/ops', { body, headers: { 'if-match': '*' } });

    expect(refused.body).toMatchObject({ status: 400, errors: [{ pointer: '/kind' }] });
  });

  it.each([
    ['http outside of the named ranges', { url: 'http://192.0.2.1/x' }, 422, 'notification.address_refused', '/url'],
    ['a metadata service', { url: 'https://169.254.169.254/x' }, 422, 'notification.address_refused', '/url'],
    ['a user in the address', { url: 'https://a:b@hooks.example/' }, 400, 'request.invalid', '/url'],
    ['a short secret', { secret: 'short' }, 400, 'request.invalid', '/secret'],
    ['an unknown event', { events: ['backup.done'] }, 400, 'request.invalid', '/events/0'],
    ['no event', { events: [] }, 400, 'request.invalid', '/events'],
  ])('is refused with %s', async (_, changes, status, code, pointer) => {
    const { body } = await world.call('POST', '/v1/notifications', { body: hook({ name: 'wrong', ...changes }) });

    expect(body).toMatchObject({ status, code, errors: [{ pointer }] });
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });

  it('is a topic that the stack was given, and no other', async () => {
    const body = { name: 'pager', kind: 'sns', topicArn: `${TOPIC}-2` };
    const made = await world.call('POST', '/v1/notifications', { body });
    const refused = await world.call('POST', '/v1/notifications', {
      body: { ...body, name: 'other', topicArn: `${TOPIC}-3` },
    });

    expect(made).toMatchObject({ status: 201, body: { kind: 'sns', topicArn: `${TOPIC}-2` } });
    expect(refused.body).toMatchObject({ status: 422, code: 'notification.topic_refused' });
    expect(refused.body.remedy).toContain('AWS_ENDPOINT_URL_SNS');
  });

  it('is for admins', async () => {
    for (const [method, path] of [
      ['GET', '/v1/notifications'],
      ['GET', '/v1/notifications/ops'],
      ['POST', '/v1/notifications/ops/test'],
    ] as const) {
      expect((await world.call(method, path, { scopes: 'snapferry/operate' })).status).toBe(403);
    }
  });

  it('is removed with its secret', async () => {
    const item = await world.catalog.read('notification', 'once');
    const removed = await world.call('DELETE', '/v1/notifications/once', { headers: { 'if-match': '"1"' } });

    expect(removed.status).toBe(204);
    await expect(world.secrets.read(String(item?.secretArn))).rejects.toMatchObject({ code: 'internal' });
    expect((await world.call('GET', '/v1/notifications/once')).body.code).toBe('notification.not_found');
  });
});

describe('the test of a receiver', () => {
  const test = () => world.call('POST', '/v1/notifications/ops/test');

  it('sends one message, and answers with what the receiver said', async () => {
    const { status, body } = await test();

    expect({ status, body }).toMatchObject({ status: 200, body: { delivered: true, status: 200, answer: 'thanks' } });
    const message = JSON.parse(receiver.deliveries.at(-1)?.text ?? '');
    expect(message).toMatchObject({ type: 'test', id: body.message, installation: 'abcdefghij' });
  });

  it('tells of a receiver that does not take it', async () => {
    receiver.behave(answers(500, 'broken'));

    const { status, body } = await test();

    expect({ status, body }).toMatchObject({ status: 200, body: { delivered: false, status: 500, answer: 'broken' } });
    expect(body.reason).toContain('answered 500');
  });
});
