import { Fault, faultAt } from '../../domain/errors.ts';
import { fieldsIn, wordsOf } from '../../domain/fields.ts';
import { type Message, subjectOf } from '../../domain/notification/notification.ts';
import { createAddressPolicy, createNamedRangesPolicy } from '../addresses/addresses.ts';
import type { Clock } from '../clock/clock.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { timeouts } from '../timeouts/timeouts.ts';
import type { Notifier, Receipt } from './notifier.ts';
import { checkAddress, postWebhook } from './webhook.ts';

interface NotifierOptions {
  secrets: Pick<Secrets, 'read'>;
  clock: Clock;
  allowedCidrs: readonly string[];
  /** The topics that the roles may publish to; with an SNS endpoint of its own the stack takes any. */
  topics: { arns: readonly string[]; anywhere: boolean };
  timeoutMs?: number;
}

export function createNotifier({ secrets, clock, allowedCidrs, topics, timeoutMs }: NotifierOptions): Notifier {
  const policies = { https: createAddressPolicy(allowedCidrs), http: createNamedRangesPolicy(allowedCidrs) };
  return {
    check(spec) {
      if (spec.kind === 'webhook') checkAddress(new URL(spec.url), policies);
      else if (!topics.anywhere && !topics.arns.includes(spec.topicArn)) throw topicRefused(spec.topicArn);
    },

    async send({ spec, secretArn = '' }, message) {
      if (spec.kind === 'sns') return await publish(spec.topicArn, message);
      const { secret = '' } = await secrets.read(secretArn);
      const patience = timeoutMs === undefined ? {} : { timeoutMs };
      return await postWebhook(new URL(spec.url), secret, message, { clock, policies, ...patience });
    },
  };
}

function topicRefused(topicArn: string): Fault {
  return faultAt('notification.topic_refused', '/topicArn', `this installation may not publish to ${topicArn}`);
}

const FIFO = '.fifo';

/** Publishes to a topic in the topic's own region. The client is loaded at the first message: few functions send one. */
export async function publish(topicArn: string, message: Message): Promise<Receipt> {
  const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
  const region = topicArn.split(':')[3] ?? '';
  const client = new SNSClient({ region, maxAttempts: 2, requestHandler: timeouts(2_000, 5_000) });
  // A topic of that kind keeps the messages of one group in order, and knows by the id which it has had.
  const ordered = { MessageGroupId: message.operation?.schedule ?? message.id, MessageDeduplicationId: message.id };
  try {
    const { MessageId: id } = await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subjectOf(message),
        Message: JSON.stringify(message),
        MessageAttributes: { type: { DataType: 'String', StringValue: message.type } },
        ...(topicArn.endsWith(FIFO) ? ordered : {}),
      }),
    );
    return { status: 200, answer: id ?? '' };
  } catch (thrown) {
    const { name, message: said } = wordsOf(thrown);
    const { httpStatusCode: status } = fieldsIn(fieldsIn(thrown).$metadata);
    const details = status ? { status, answer: said } : {};
    throw new Fault('notification.undelivered', `SNS did not take the message: ${name}: ${said}`, { details });
  } finally {
    client.destroy();
  }
}
