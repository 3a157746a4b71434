import { Fault } from '../../domain/errors.ts';
import { createAddressPolicy, createNamedRangesPolicy } from '../addresses/addresses.ts';
import type { Clock } from '../clock/clock.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Notifier } from './notifier.ts';
import { publish } from './sns-topic.ts';
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
  const message = `this installation may not publish to ${topicArn}`;
  const details = { errors: [{ pointer: '/topicArn', message }] };
  return new Fault('notification.topic_refused', message, { details });
}
