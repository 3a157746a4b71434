import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeServer, listenOnLoopback } from '../../../local/loopback.ts';
import { Refusal, toXml } from './answers.ts';
import { createCloudFormation } from './cloudformation.ts';
import { answerS3, type Buckets } from './s3.ts';
import type { Stack } from './stack.ts';

const ACCOUNT = '111122223333';

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * An AWS account as far as `serverless deploy` asks one: CloudFormation, S3, STS and Lambda's GetFunction, each strict.
 * @returns `environment` leads the SDK and osls to it; `calls` has what was asked, such as `cloudformation CreateChangeSet`
 */
export async function startAccount() {
  const buckets: Buckets = new Map();
  const stacks = new Map<string, Stack>();
  const calls: string[] = [];
  const cloudFormation = createCloudFormation(buckets, stacks);

  const services: Record<string, (request: IncomingMessage) => Answer | Promise<Answer>> = {
    s3: async (request) => {
      calls.push(`s3 ${request.method} ${request.url}`);
      return await answerS3(buckets, request);
    },
    cloudformation: async (request) => {
      const asked = new URLSearchParams(await text(request));
      calls.push(`cloudformation ${asked.get('Action')}`);
      return { body: cloudFormation(asked) };
    },
    sts: async (request) => {
      const action = new URLSearchParams(await text(request)).get('Action');
      if (action !== 'GetCallerIdentity') throw new Refusal(400, 'InvalidAction', `${action} is unknown`);
      const who = { Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/deployer`, UserId: 'AIDA' };
      const result = toXml('GetCallerIdentityResult', who);
      return { body: `<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>` };
    },
    // Functions say when they changed last; a deploy takes one that it cannot read for one that must be deployed.
    lambda: () => {
      throw new Refusal(404, 'ResourceNotFoundException', 'Function not found');
    },
  };

  const servers = Object.entries(services).map(([name, answer]) => ({
    name,
    server: createServer((request, response) => {
      void respond(request, response, answer);
    }),
  }));
  const endpoints = await Promise.all(
    servers.map(async ({ name, server }) => [`AWS_ENDPOINT_URL_${name.toUpperCase()}`, await listenOnLoopback(server)]),
  );

  return {
    buckets,
    stacks,
    calls,
    environment: {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
      // Nothing listens there: a service that is not stood in for is refused, and not asked on the internet.
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      ...(Object.fromEntries(endpoints) as Record<string, string>),
    },
    stop: async () => {
      await Promise.all(servers.map(async ({ server }) => closeServer(server)));
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage) => Answer | Promise<Answer>,
): Promise<void> {
  try {
    if (!request.headers.authorization) throw new Refusal(403, 'AccessDenied', 'The request is not signed');
    const { status = 200, headers = {}, body = '' } = await answer(request);
    response.writeHead(status, headers).end(body);
  } catch (thrown) {
    const { status, code, message } =
      thrown instanceof Refusal ? thrown : new Refusal(500, 'InternalFailure', String(thrown));
    // S3 and the query protocol wrap an error each in its own way.
    const error = { Code: code, Message: message };
    const isQuery = request.headers['content-type'] === 'application/x-www-form-urlencoded';
    response.writeHead(status, { 'x-amzn-errortype': code });
    response.end(isQuery ? toXml('ErrorResponse', { Error: error }) : toXml('Error', error));
  }
}
