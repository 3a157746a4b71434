import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** STS and EKS as far as an EKS cluster is reached by them, on one port; what was asked is there to be looked at. */
export interface AwsAccess {
  url: string;
  roles: { roleArn: string; externalId: string; sessionName: string }[];
  described: { name: string; accessKeyId: string; sessionToken: string }[];
  close(): Promise<void>;
}

/** Of the n-th session; a real one says nothing of its number. */
export function sessionKeys(nth: number) {
  return { accessKeyId: `ASIASESSION${nth}`, secretAccessKey: `secret-${nth}`, sessionToken: `session-token-${nth}` };
}

interface Given {
  externalId: string;
  /** What DescribeCluster says of a cluster. */
  cluster: (name: string) => Record<string, unknown> | undefined;
}

export async function startAwsAccess({ externalId, cluster }: Given): Promise<AwsAccess> {
  const roles: AwsAccess['roles'] = [];
  const described: AwsAccess['described'] = [];

  function assume(form: URLSearchParams, response: ServerResponse): void {
    const asked = {
      roleArn: form.get('RoleArn') ?? '',
      externalId: form.get('ExternalId') ?? '',
      sessionName: form.get('RoleSessionName') ?? '',
    };
    roles.push(asked);
    const keys = sessionKeys(roles.length);
    if (form.get('Action') !== 'AssumeRole' || asked.externalId !== externalId) {
      const error = '<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error>';
      response.writeHead(403, { 'content-type': 'text/xml' }).end(`<ErrorResponse>${error}</ErrorResponse>`);
      return;
    }
    const credentials = [
      `<AccessKeyId>${keys.accessKeyId}</AccessKeyId>`,
      `<SecretAccessKey>${keys.secretAccessKey}</SecretAccessKey>`,
      `<SessionToken>${keys.sessionToken}</SessionToken>`,
      '<Expiration>2100-01-01T00:00:00Z</Expiration>',
    ].join('');
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(
      `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  }

  function describe(request: IncomingMessage, response: ServerResponse): void {
    const name = decodeURIComponent(request.url?.split('/')[2] ?? '');
    const [, accessKeyId = ''] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    described.push({ name, accessKeyId, sessionToken: String(request.headers['x-amz-security-token']) });
    const found = cluster(name);
    response.setHeader('content-type', 'application/json');
    if (found) response.end(JSON.stringify({ cluster: { name, ...found } }));
    else response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{"message":"No cluster"}');
  }

  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.method === 'POST') assume(new URLSearchParams(body), response);
      else describe(request, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    roles,
    described,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/**
 * What the authenticator of EKS and STS do with a bearer token between them, written down once more: the signature must be
 * the one of these keys over this very request, with the cluster's name in it.
 */
export function acceptsToken(
  bearer: string | undefined,
  clusterName: string,
  secretAccessKey: string,
  now: Date,
): boolean {
  const [, encoded = ''] = /^Bearer k8s-aws-v1\.([\w-]+)$/.exec(bearer ?? '') ?? [];
  const url = new URL(Buffer.from(encoded, 'base64url').toString());
  const query = url.searchParams;
  const date = query.get('X-Amz-Date') ?? '';
  const signedAt = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (query.get('Action') !== 'GetCallerIdentity' || query.get('X-Amz-SignedHeaders') !== 'host;x-k8s-aws-id')
    return false;
  if (!(now.getTime() - signedAt >= 0 && now.getTime() - signedAt < 15 * 60_000)) return false;

  const [, day = '', region = '', service = ''] = (query.get('X-Amz-Credential') ?? '').split('/');
  const canonicalQuery = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join('&');
  const request = [
    'GET',
    '/',
    canonicalQuery,
    `host:${url.host}`,
    `x-k8s-aws-id:${clusterName}`,
    '',
    'host;x-k8s-aws-id',
    sha256(''),
  ];
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(request.join('\n'))].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
  return (
    hmac(key, toSign).toString('hex') === query.get('X-Amz-Signature') && url.host === `sts.${region}.amazonaws.com`
  );
}

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
function hmac(key: Buffer | string, value: string): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
