import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../functions/domain/notification.ts';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { systemClock as clock } from '../../functions/services/clock/system-clock.ts';
import { connect } from '../../functions/services/cluster/connection.ts';
import { reachEks } from '../../functions/services/cluster/eks.ts';
import { createDynamoDbClient } from '../../functions/services/dynamodb/client.ts';
import { createStepFunctionsClient } from '../../functions/services/executions/client.ts';
import { createS3Store } from '../../functions/services/location/s3-store.ts';
import { publish } from '../../functions/services/notifier/sns-topic.ts';
import { postWebhook } from '../../functions/services/notifier/webhook.ts';
import { createSchedulerClient } from '../../functions/services/schedules/client.ts';
import { createSecretsManagerClient } from '../../functions/services/secrets/client.ts';
import { sessionKeys, startAwsAccess } from '../support/aws-access.ts';
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
  'dynamodb/client.ts DynamoDBClient': async () => await createDynamoDbClient().send(new ListTablesCommand({})),
  'executions/client.ts SFNClient': async () =>
    await createStepFunctionsClient().send(new ListStateMachinesCommand({})),
  'schedules/client.ts SchedulerClient': async () => await createSchedulerClient().send(new ListSchedulesCommand({})),
  'secrets/client.ts SecretsManagerClient': async () =>
    await createSecretsManagerClient().send(new GetSecretValueCommand({ SecretId: 'x' })),
  'cluster/eks.ts STSClient': async () => await reachEks(EKS, { policy, clock }),
  'cluster/eks.ts EKSClient': async ({ url }) => await describedBy(url),
  'cluster/connection.ts node:https': async ({ secureUrl: server, caData }) =>
    await connect({ credentials: { server, caData, token: 't' }, policy, clock, timeoutMs }).send({
      method: 'GET',
      path: '/api',
    }),
  'location/s3-store.ts S3Client': async ({ url: endpoint }) => {
    const s3 = { endpoint, region: 'eu-central-1', bucket: 'b', prefix: '', pathStyle: true };
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
    return await createS3Store({ s3, credentials, clock, policy, timeoutMs }).get('snapferry.json');
  },
  'notifier/sns-topic.ts SNSClient': async () => await publish('arn:aws:sns:eu-central-1:111122223333:t', MESSAGE),
  'notifier/webhook.ts node:http': async ({ url }) => await told(url),
  'notifier/webhook.ts node:https': async ({ secureUrl }) => await told(secureUrl),
};

/** A webhook that has said 2xx has taken the message, whatever else it was about to say. */
const NEEDS_NO_BODY = new Set(['notifier/webhook.ts node:http']);

async function told(url: string): Promise<unknown> {
  return await postWebhook(new URL(url), 'secret', MESSAGE, {
    clock,
    policies: { https: policy, http: policy },
    timeoutMs,
  });
}

/** STS answers, and EKS does not. */
async function describedBy(url: string): Promise<unknown> {
  const access = await startAwsAccess({ externalId: EKS.externalId, cluster: () => undefined });
  process.env['AWS_ENDPOINT_URL_STS'] = access.url;
  process.env['AWS_ENDPOINT_URL_EKS'] = url;
  try {
    return await reachEks(EKS, { policy, clock });
  } finally {
    expect(access.roles).toHaveLength(1);
    await access.close();
  }
}

/** Every place in functions/services that makes a connection: an SDK client, or Node's own http. */
async function clientsInCode(): Promise<string[]> {
  const files = (await readdir(SERVICES, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(SERVICES, file), 'utf8');
      const made = [...text.matchAll(/new (\w+Client)\(/g)].map(([, name]) => name);
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
  const before = { ...process.env };
  beforeAll(() => {
    const { accessKeyId, secretAccessKey } = sessionKeys(0);
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    Object.assign(process.env, { AWS_REGION: EKS.region });
  });
  afterAll(() => {
    process.env = before;
  });

  it('is asked here', async () => {
    expect(Object.keys(CLIENTS).toSorted()).toEqual(await clientsInCode());
  });

  const silences: Silence[] = ['at once', 'in the middle of its answer'];
  it.each(silences)('gives up on one that falls silent %s', { timeout: 120_000 }, async (silence) => {
    const mute = await startMuteServer(silence);
    process.env['AWS_ENDPOINT_URL'] = mute.url;
    const began = Object.entries(CLIENTS).filter(([name]) => !(silence !== 'at once' && NEEDS_NO_BODY.has(name)));

    // The order of the environment's changes is that of the calls.
    const calls = began.map(async ([name, call]) => {
      const outcome = await call(mute).then(
        () => 'answered',
        () => 'gave up',
      );
      return `${name} ${outcome}`;
    });

    expect(await Promise.all(calls)).toEqual(began.map(([name]) => `${name} gave up`));
    await mute.stop();
  });
});
