import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../functions/domain/notification/notification.ts';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { systemClock as clock } from '../../functions/services/clock/system-clock.ts';
import { connect } from '../../functions/services/cluster/connection.ts';
import { reachEks } from '../../functions/services/cluster/eks.ts';
import { createDynamoDbClient } from '../../functions/services/dynamodb/table.ts';
import { createStepFunctionsClient } from '../../functions/services/executions/step-functions.ts';
import { createS3Store } from '../../functions/services/location/s3-store.ts';
import { publish } from '../../functions/services/notifier/real-notifier.ts';
import { postWebhook } from '../../functions/services/notifier/webhook.ts';
import { createSchedulerClient } from '../../functions/services/schedules/eventbridge-scheduler.ts';
import { createSecretsManagerClient } from '../../functions/services/secrets/secrets-manager.ts';
import { setEnvironment } from '../../local/environment.ts';
import { startAwsAccess } from '../support/aws-access.ts';
import { type Silence, startMuteServer } from '../support/mute-server.ts';

const SERVICES = path.resolve(import.meta.dirname, '../../functions/services');
const policy = createAddressPolicy(['127.0.0.0/8']);
const EKS = {
  clusterName: 'c',
  region: 'eu-central-1',
  roleArn: 'arn:aws:iam::111122223333:role/r',
  externalId: 'x',
  server: '',
};
const MESSAGE = { id: 'm', type: 'backup.failed' } as unknown as Message;
/** In place of half a minute, where a client lets its patience be chosen. */
const timeoutMs = 1_500;

interface Mute {
  url: string;
  secureUrl: string;
  caData: string;
}

/**
 * One call of every client of an outside service, by the file and what it makes the connection with. The SDK's clients
 * find the mute server by the environment.
 */
const CLIENTS: Record<string, (mute: Mute) => Promise<unknown>> = {
  'dynamodb/table.ts DynamoDBClient': async () => await createDynamoDbClient().send(new ListTablesCommand({})),
  'executions/step-functions.ts SFNClient': async () =>
    await createStepFunctionsClient().send(new ListStateMachinesCommand({})),
  'schedules/eventbridge-scheduler.ts SchedulerClient': async () =>
    await createSchedulerClient().send(new ListSchedulesCommand({})),
  'secrets/secrets-manager.ts SecretsManagerClient': async () =>
    await createSecretsManagerClient().send(new GetSecretValueCommand({ SecretId: 'x' })),
  'cluster/eks.ts STSClient': async () => await reachEks(EKS, { policy, clock }),
  'cluster/eks.ts EKSClient': async () => await reachEks(EKS, { policy, clock }),
  'cluster/exchange.ts node:https': async ({ secureUrl: server, caData }) =>
    await connect({ credentials: { server, caData, token: 't' }, policy, clock, timeoutMs }).send({
      method: 'GET',
      path: '/api',
    }),
  'cluster/session.ts WebSocket': async ({ secureUrl: server, caData }) =>
    await connect({ credentials: { server, caData, token: 't' }, policy, clock, timeoutMs }).open('/api', {
      protocols: ['v5.channel.k8s.io'],
      signal: new AbortController().signal,
      onSent: () => {},
    }),
  'location/s3-client.ts S3Client': async ({ url: endpoint }) => {
    const s3 = { endpoint, region: 'eu-central-1', bucket: 'b', prefix: '', pathStyle: true };
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
    return await createS3Store({ s3, credentials, clock, policy, timeoutMs }).get('snapferry.json');
  },
  'notifier/real-notifier.ts SNSClient': async () => await publish('arn:aws:sns:eu-central-1:111122223333:t', MESSAGE),
  'notifier/webhook.ts node:http': async ({ url }) => await told(url),
  'notifier/webhook.ts node:https': async ({ secureUrl }) => await told(secureUrl),
};

/** A webhook that has said 2xx has taken the message, whatever else it was about to say. */
const NEEDS_NO_BODY = new Set(['notifier/webhook.ts node:http', 'notifier/webhook.ts node:https']);

async function told(url: string): Promise<unknown> {
  return await postWebhook(new URL(url), 'secret', MESSAGE, {
    clock,
    policies: { https: policy, http: policy },
    timeoutMs,
  });
}

/** Of these one service must answer before the other is asked. */
const ASKS_AFTER_STS = 'cluster/eks.ts EKSClient';

/** What an error says of a time that is over: the SDK's, and ours. */
const GAVE_UP = /TimeoutError|did not answer in time/;

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: EKS.region };

async function outcomesOf(names: readonly string[], mute: Mute, endpoints: Record<string, string>): Promise<string[]> {
  const giveBack = setEnvironment({ ...ENVIRONMENT, ...endpoints });
  const calls = names.map(async (name) => {
    const outcome = await CLIENTS[name]?.(mute).then(
      () => 'answered',
      (thrown: Error) => (GAVE_UP.test(`${thrown.name} ${thrown.message}`) ? 'gave up' : `failed: ${thrown.message}`),
    );
    return `${name} ${outcome}`;
  });
  return await Promise.all(calls).finally(giveBack);
}

/** Every place in functions/services that makes a connection: an SDK client, or Node's own http. */
async function clientsInCode(): Promise<string[]> {
  const files = (await readdir(SERVICES, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(SERVICES, file), 'utf8');
      const made = [...text.matchAll(/new (\w+Client|WebSocket)\(/g)].map(([, name]) => name);
      const modules = text.matchAll(
        /^import \{[^}]*\b(?:request|connect|get|createConnection)\b[^}]*\} from '([^']+)'/gm,
      );
      const own = [...modules].map(([, module]) => module).filter((module) => module?.startsWith('node:'));
      const others = /\bfetch\(|from 'undici'/.test(text.replaceAll('prefetch(', '')) ? ['fetch'] : [];
      return [...new Set([...made, ...own, ...others])].map((name) => `${file} ${name}`);
    }),
  );
  return found.flat().toSorted();
}

describe('every client of an outside service', () => {
  it('is asked here', async () => {
    expect(Object.keys(CLIENTS).toSorted()).toEqual(await clientsInCode());
  });

  const silences: Silence[] = ['at once', 'in the middle of its answer'];
  it.each(silences)('gives up on one that falls silent %s', async (silence) => {
    const mute = await startMuteServer(silence);
    const access = await startAwsAccess({ externalId: EKS.externalId, cluster: () => undefined });
    const asked = Object.keys(CLIENTS).filter((name) => silence === 'at once' || !NEEDS_NO_BODY.has(name));
    const others = asked.filter((name) => name !== ASKS_AFTER_STS);

    const outcomes = [
      ...(await outcomesOf(others, mute, { AWS_ENDPOINT_URL: mute.url })),
      ...(await outcomesOf([ASKS_AFTER_STS], mute, {
        AWS_ENDPOINT_URL_STS: access.url,
        AWS_ENDPOINT_URL_EKS: mute.url,
      })),
    ];
    await access.close();
    mute.stop();

    expect(outcomes).toEqual([...others, ASKS_AFTER_STS].map((name) => `${name} gave up`));
    expect(access.roles).toHaveLength(1);
  });
});
