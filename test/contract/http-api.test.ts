import { request } from 'node:http';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../local/aws-json.ts';
import { startHttpApi } from '../../local/http-api/http-api.ts';
import { createIssuer, type Issuer } from '../../local/http-api/issuer.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;

const routes = [
  { method: 'GET', path: '/v1/backups/{id}', function: 'backups', scopes: ['snapferry/read'] },
  { method: 'GET', path: '/v1/backups/latest', function: 'latest', scopes: ['snapferry/read'] },
  { method: 'POST', path: '/v1/backups', function: 'backups', scopes: ['snapferry/operate'] },
  { method: 'GET', path: '/', function: 'page' },
  { method: 'GET', path: '/{proxy+}', function: 'page' },
  { method: 'GET', path: '/v1/{proxy+}', function: 'fallback', scopes: [] },
  { method: 'ANY', path: '$default', function: 'fallback', scopes: [] },
];

describe('HTTP API of the embedded stack', () => {
  const clock = createVirtualClock();
  let issuer: Issuer;
  let api: Endpoint;
  let token: string;
  let seen: { name: string; event: Event }[] = [];
  let respond: () => Promise<unknown>;

  beforeAll(async () => {
    issuer = await createIssuer({ issuer: 'http://127.0.0.1', audience: 'snapferry' });
    api = await startHttpApi({
      routes,
      issuer,
      clock,
      invoke: (name, event) => {
        seen.push({ name, event: event as Event });
        return respond();
      },
    });
    token = await issuer.mint({ subject: 'me', scopes: ['snapferry/read', 'snapferry/operate'] });
  });

  afterAll(() => api.stop());

  beforeEach(() => {
    seen = [];
    respond = async () => ({ statusCode: 200, body: '{}', headers: { 'content-type': 'application/json' } });
  });

  function call(path: string, init: RequestInit = {}, bearer: string | undefined = token): Promise<Response> {
    const authorization = bearer ? { authorization: `Bearer ${bearer}` } : undefined;
    return fetch(`${api.url}${path}`, { ...init, headers: { ...authorization, ...(init.headers as object) } });
  }

  async function refusal(answer: Promise<Response>): Promise<unknown> {
    const response = await answer;
    return { status: response.status, ...((await response.json()) as object) };
  }

  it('leads to the most specific route: below /v1 to the API, else to what takes every address', async () => {
    for (const path of ['/', '/backups/bk-1', '/v1/backups/latest', '/v1/backups/bk-1', '/v1/nothing/here'])
      await call(path);

    expect(seen.map(({ name }) => name)).toEqual(['page', 'page', 'latest', 'backups', 'fallback']);
    expect(seen[1]?.event).toMatchObject({ routeKey: 'GET /{proxy+}', pathParameters: { proxy: 'backups/bk-1' } });
  });

  it('asks for no token where a route has no scopes', async () => {
    expect((await call('/backups', {}, '')).status).toBe(200);
  });

  it('hands on a request as payload format 2.0', async () => {
    await call('/v1/backups/bk%20one?label=a&label=b&search=x%20y', {
      headers: { 'x-test': 'yes' },
    });

    expect(seen[0]?.name).toBe('backups');
    expect(seen[0]?.event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /v1/backups/{id}',
      rawPath: '/v1/backups/bk%20one',
      rawQueryString: 'label=a&label=b&search=x%20y',
      headers: { 'x-test': 'yes' },
      queryStringParameters: { label: 'a,b', search: 'x y' },
      pathParameters: { id: 'bk one' },
      isBase64Encoded: false,
      requestContext: {
        routeKey: 'GET /v1/backups/{id}',
        stage: '$default',
        http: { method: 'GET', path: '/v1/backups/bk%20one' },
        authorizer: { jwt: { claims: { sub: 'me', scope: 'snapferry/read snapferry/operate' } } },
      },
    });
  });

  it('leaves out what is absent, and gives claims as strings', async () => {
    await call('/v1/backups/latest');

    const event = seen[0]?.event;
    expect(seen[0]?.name).toBe('latest');
    for (const name of ['queryStringParameters', 'pathParameters', 'body']) expect(event).not.toHaveProperty(name);
    expect(typeof event?.requestContext.authorizer.jwt.claims.exp).toBe('string');
  });

  it('passes text as it is and the rest in base64', async () => {
    const post = (type: string, body: string) =>
      call('/v1/backups', { method: 'POST', body, headers: { 'content-type': type } });
    await post('application/json', '{"name":"é"}');
    await post('application/octet-stream', 'é');

    expect(seen.map(({ event }) => [event.body, event.isBase64Encoded])).toEqual([
      ['{"name":"é"}', false],
      [Buffer.from('é').toString('base64'), true],
    ]);
  });

  it('returns status, headers and binary bodies', async () => {
    const body = Buffer.from([0, 255, 1]).toString('base64');
    respond = async () => ({
      statusCode: 202,
      headers: { Location: '/v1/operations/1' },
      body,
      isBase64Encoded: true,
    });

    const response = await call('/v1/backups', { method: 'POST' });

    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe('/v1/operations/1');
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 1]);
  });

  it('answers unknown paths by the $default route', async () => {
    await call('/nowhere', { method: 'PUT' });

    expect(seen.map(({ name, event }) => [name, event.routeKey])).toEqual([['fallback', '$default']]);
  });

  it('refuses whoever has no valid token', async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const claims = () =>
      new SignJWT({ scope: 'snapferry/read' })
        .setIssuer(issuer.issuer)
        .setAudience(issuer.audience)
        .setExpirationTime('1h');
    const forged = await claims().setProtectedHeader({ alg: 'RS256', kid: 'embedded' }).sign(privateKey);
    const publicKey = Buffer.from(JSON.stringify(issuer.jwks.keys[0]));
    const hmac = await claims().setProtectedHeader({ alg: 'HS256', kid: 'embedded' }).sign(publicKey);
    const expired = await issuer.mint({ subject: 'me', scopes: ['snapferry/read'], hours: -1 });

    for (const bearer of ['', 'nonsense', forged, hmac, expired]) {
      expect(await refusal(call('/v1/backups/1', {}, bearer))).toEqual({ status: 401, message: 'Unauthorized' });
    }
    expect(seen).toEqual([]);
  });

  it('takes the tokens of another issuer where it is named, each signed by its own key only', async () => {
    const other = await createIssuer({ issuer: 'https://id.example.org', audience: 'snapferry' });
    const both = await createIssuer({ issuer: 'https://own.example.org', audience: 'snapferry', other });
    const liar = await createIssuer({ issuer: 'https://own.example.org', audience: 'snapferry' });
    const minted = (of: Issuer) => of.mint({ subject: 'jane', scopes: ['snapferry/read'] });

    expect(await both.verify(await minted(other))).toMatchObject({ sub: 'jane', iss: 'https://id.example.org' });
    expect(await both.verify(await minted(both))).toMatchObject({ iss: 'https://own.example.org' });
    expect(await both.verify(await minted(liar))).toBeUndefined();
    expect(await both.verify(await minted(issuer))).toBeUndefined();
  });

  it('refuses a token without the scope of the route', async () => {
    const reader = await issuer.mint({ subject: 'me', scopes: ['snapferry/read'] });

    expect(await refusal(call('/v1/backups', { method: 'POST' }, reader))).toEqual({
      status: 403,
      message: 'Forbidden',
    });
    expect((await call('/v1/backups/1', {}, reader)).status).toBe(200);
  });

  it('refuses bodies above 10 MB and headers above 10,240 bytes', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);

    expect(await refusal(call('/v1/backups', { method: 'POST', body }))).toEqual({
      status: 413,
      message: 'Request Entity Too Large',
    });
    expect((await call('/v1/backups/1', { headers: { 'x-long': 'x'.repeat(11_000) } })).status).toBe(431);
    expect(seen).toEqual([]);
  });

  it('answers for a handler that fails, is sent too much, answers nonsense, or takes longer than 30 s', async () => {
    respond = () => Promise.reject(new Error('secret detail'));
    expect(await refusal(call('/v1/backups/1'))).toEqual({ status: 500, message: 'Internal Server Error' });
    respond = () => Promise.reject(Object.assign(new Error('6 MB'), { name: 'Lambda.RequestTooLargeException' }));
    expect(await refusal(call('/v1/backups/1'))).toEqual({ status: 413, message: 'Request Entity Too Large' });
    respond = async () => ({ statusCode: 'ok' });
    expect(await refusal(call('/v1/backups/1'))).toEqual({ status: 500, message: 'Internal Server Error' });
    respond = () => clock.sleep(60_000);
    expect(await refusal(call('/v1/backups/1'))).toEqual({ status: 503, message: 'Service Unavailable' });
  });

  it('refuses a request that names another host', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'attacker.example', authorization: `Bearer ${token}` };
      request(`${api.url}/v1/backups/1`, { headers }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });

    expect(status).toBe(403);
    expect(seen).toEqual([]);
  });
});
