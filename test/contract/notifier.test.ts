import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Message, signatureOf } from '../../functions/domain/notification/notification.ts';
import type { NotificationSpec } from '../../functions/domain/notification/notification-spec.ts';
import { createNotifier } from '../../functions/services/notifier/real-notifier.ts';
import { setEnvironment } from '../../local/environment.ts';
import { answers, startReceiver, type TestReceiver } from '../support/receiver.ts';
import { createTestClock } from '../support/test-clock.ts';

const SECRET = 'planted-signing-secret';
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:alarms';
const clock = createTestClock();
const MESSAGE: Message = {
  id: 'bk-1-failed',
  type: 'backup.failed',
  time: '2026-11-23T08:59:00.000Z',
  installation: 'abcdefghij',
  stage: 'test',
  link: '/v1/backups/bk-1',
  operation: {
    id: 'bk-1',
    kind: 'backup',
    name: 'nächtlich',
    phase: 'Failed',
    cluster: 'c1',
    schedule: 'nightly',
    createdAt: '2026-11-23T08:00:00.000Z',
    bytes: 0,
  },
};

let plain: TestReceiver;
let secure: TestReceiver;
let giveBack: () => void;
beforeAll(async () => {
  [plain, secure] = await Promise.all([startReceiver(), startReceiver({ secure: true })]);
  giveBack = setEnvironment({
    AWS_ENDPOINT_URL_SNS: plain.origin,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterAll(async () => {
  giveBack();
  await Promise.all([plain.stop(), secure.stop()]);
});
afterEach(() => {
  plain.deliveries.length = 0;
  plain.behave((response) => void response.end('thanks'));
});

function notifier({ allowedCidrs = ['127.0.0.0/8'], timeoutMs = 5_000, anywhere = false } = {}) {
  return createNotifier({
    secrets: { read: async () => ({ secret: SECRET }) },
    clock,
    allowedCidrs,
    topics: { arns: [TOPIC], anywhere },
    timeoutMs,
  });
}

const hook = (url: string): NotificationSpec => ({ kind: 'webhook', url, events: ['backup.failed'] });
const send = (url: string, options: Parameters<typeof notifier>[0] = {}) =>
  notifier(options).send({ spec: hook(url), secretArn: 'arn' }, MESSAGE);

describe('a webhook', () => {
  it.each(['http', 'https'])('gets the message over %s, signed over time and body', async (scheme) => {
    const receiver = scheme === 'http' ? plain : secure;
    const receipt = await send(receiver.url);

    const [delivery] = receiver.deliveries;
    expect(receipt).toEqual({ status: 200, answer: 'thanks' });
    expect(JSON.parse(delivery?.text ?? '')).toEqual(MESSAGE);
    expect(delivery).toMatchObject({ path: '/hook?from=snapferry', headers: { 'content-type': 'application/json' } });
    const unixSeconds = clock.now().getTime() / 1000;
    expect(delivery?.headers['snapferry-signature']).toBe(signatureOf(SECRET, unixSeconds, delivery?.text ?? ''));
    expect(JSON.stringify(delivery)).not.toContain(SECRET);
  });

  it.each([
    ['a server error', answers(500, 'no'), { status: 500, answer: 'no' }],
    ['a refusal', answers(403, 'who?'), { status: 403, answer: 'who?' }],
    ['a redirect, which is not followed', answers(307), { status: 307 }],
  ])('has not taken the message with %s', async (_, behaviour, details) => {
    plain.behave(behaviour);

    await expect(send(plain.url)).rejects.toMatchObject({ code: 'notification.undelivered', details });
    expect(plain.deliveries).toHaveLength(1);
  });

  it('has not taken it when it does not answer in time, or cuts the connection', async () => {
    plain.behave(() => undefined);
    await expect(send(plain.url, { timeoutMs: 200 })).rejects.toThrow('did not answer in time');
    plain.behave((response) => void response.destroy());
    await expect(send(plain.url)).rejects.toThrow('could not be reached: ECONNRESET');
    await expect(send('http://127.0.0.1:1/')).rejects.toThrow('could not be reached: ECONNREFUSED');
  });

  it('has taken it with its status, however long or slow it talks on', async () => {
    plain.behave(answers(202, 'x'.repeat(5_000_000)));
    expect((await send(plain.url)).answer).toHaveLength(1_024);
    plain.behave((response) => {
      response.writeHead(200);
      response.write('and then');
    });
    expect(await send(plain.url, { timeoutMs: 300 })).toEqual({ status: 200, answer: 'and then' });
  });

  it('is https, but within ranges that are named', async () => {
    const refused = { code: 'notification.address_refused' };
    const strict = notifier({ allowedCidrs: [] });

    expect(() => strict.check(hook('http://192.0.2.1/'))).toThrow(expect.objectContaining(refused));
    expect(() => strict.check(hook('https://127.0.0.1/'))).toThrow(expect.objectContaining(refused));
    expect(() => strict.check(hook('https://169.254.169.254/latest'))).toThrow(expect.objectContaining(refused));
    expect(() => strict.check(hook('https://hooks.example/x'))).not.toThrow();
    expect(() => notifier().check(hook(plain.url))).not.toThrow();
    // A name is looked at when it is resolved, at each connection.
    await expect(send(secure.url.replace('localhost', 'localhost.'), { allowedCidrs: [] })).rejects.toMatchObject(
      refused,
    );
    await expect(send('http://localhost:1/', { allowedCidrs: ['192.0.2.0/24'] })).rejects.toMatchObject(refused);
    expect(plain.deliveries).toEqual([]);
  });
});

describe('an SNS topic', () => {
  const published = '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>';
  const denied =
    '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>not yours</Message></Error></ErrorResponse>';
  const topic = (topicArn: string): NotificationSpec => ({ kind: 'sns', topicArn, events: ['backup.failed'] });
  const fields = () => new URLSearchParams(plain.deliveries[0]?.text);

  it('gets the message with a subject of ASCII', async () => {
    plain.behave(answers(200, published));

    const receipt = await notifier().send({ spec: topic(TOPIC) }, MESSAGE);

    expect(receipt).toEqual({ status: 200, answer: 'm-1' });
    expect(Object.fromEntries(fields())).toMatchObject({
      Action: 'Publish',
      TopicArn: TOPIC,
      Subject: 'Snapferry: backup.failed: n?chtlich (c1)',
      'MessageAttributes.entry.1.Value.StringValue': 'backup.failed',
    });
    expect(JSON.parse(fields().get('Message') ?? '')).toEqual(MESSAGE);
    expect(plain.deliveries[0]?.headers.authorization).toContain('/eu-central-1/sns/');
  });

  it('of FIFO kind knows by the id which it has had', async () => {
    plain.behave(answers(200, published));

    await notifier().send({ spec: topic(`${TOPIC}.fifo`) }, MESSAGE);

    expect(fields().get('MessageDeduplicationId')).toBe('bk-1-failed');
    expect(fields().get('MessageGroupId')).toBe('nightly');
  });

  it('has not taken the message when SNS says so', async () => {
    plain.behave(answers(403, denied));

    await expect(notifier().send({ spec: topic(TOPIC) }, MESSAGE)).rejects.toMatchObject({
      code: 'notification.undelivered',
      details: { status: 403, answer: 'not yours' },
    });
  });

  it('is one that the stack was given, or any where there is an SNS of its own', () => {
    const other = topic('arn:aws:sns:eu-central-1:123456789012:other');

    expect(() => notifier().check(topic(TOPIC))).not.toThrow();
    expect(() => notifier().check(other)).toThrow(expect.objectContaining({ code: 'notification.topic_refused' }));
    expect(() => notifier({ anywhere: true }).check(other)).not.toThrow();
  });
});
