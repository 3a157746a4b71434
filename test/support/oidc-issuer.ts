import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const CLIENT = 'snapferry-cli';

interface Grant {
  scope: string;
  challenge?: string;
  redirect?: string;
  /** Of a device code: who types the code has done so. */
  approved?: boolean;
}

/** What the issuer has given out, and to whom it gives more. */
async function createGrants(url: string, client: string, lasts: { seconds: number }) {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, Grant>();
  const devices = new Map<string, Grant>();
  const refreshTokens = new Map<string, Grant>();
  /** Grant types that were asked for, in their order. */
  const asked: string[] = [];

  const sign = async (audience: string, scope: string) =>
    await new SignJWT({ scope, jti: randomUUID() })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(url)
      .setSubject('jane')
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${lasts.seconds}s`)
      .sign(privateKey);

  async function tokens({ scope }: Grant) {
    const refreshToken = randomUUID();
    refreshTokens.set(refreshToken, { scope });
    return {
      access_token: await sign('snapferry', scope),
      id_token: await sign(client, scope),
      refresh_token: refreshToken,
      token_type: 'Bearer',
      expires_in: lasts.seconds,
    };
  }

  async function token(form: URLSearchParams): Promise<[number, object]> {
    const type = form.get('grant_type') ?? '';
    asked.push(type);
    if (form.get('client_id') !== client) return [401, { error: 'invalid_client' }];
    if (type === 'urn:ietf:params:oauth:grant-type:device_code') {
      const grant = devices.get(form.get('device_code') ?? '');
      if (!grant) return [400, { error: 'invalid_grant' }];
      return grant.approved ? [200, await tokens(grant)] : [400, { error: 'authorization_pending' }];
    }
    if (type === 'refresh_token') {
      const grant = taken(refreshTokens, form.get('refresh_token'));
      return grant ? [200, await tokens(grant)] : [400, { error: 'invalid_grant', error_description: 'it was used' }];
    }
    const grant = taken(codes, form.get('code'));
    const verified = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant && grant.challenge === verified && grant.redirect === form.get('redirect_uri'))
      return [200, await tokens(grant)];
    return [400, { error: 'invalid_grant', error_description: 'the code or its verifier is wrong' }];
  }

  /** @returns where the browser goes back to */
  function authorize(query: URLSearchParams): string {
    const redirect = query.get('redirect_uri') ?? '';
    const back = new URL(redirect);
    const code = randomUUID();
    codes.set(code, { scope: query.get('scope') ?? '', challenge: query.get('code_challenge') ?? '', redirect });
    back.searchParams.set('state', query.get('state') ?? '');
    if (query.get('code_challenge_method') === 'S256') back.searchParams.set('code', code);
    else back.searchParams.set('error', 'invalid_request');
    return back.href;
  }

  function startDevice(form: URLSearchParams): object {
    const code = randomUUID();
    devices.set(code, { scope: form.get('scope') ?? '' });
    const uri = `${url}/activate`;
    return { device_code: code, user_code: 'ABCD-EFGH', verification_uri: uri, expires_in: 60, interval: 1 };
  }

  return { key, devices, refreshTokens, asked, token, authorize, startDevice };
}

function taken(grants: Map<string, Grant>, given: string | null): Grant | undefined {
  const grant = grants.get(given ?? '');
  grants.delete(given ?? '');
  return grant;
}

/**
 * An OIDC issuer over real HTTP: discovery, keys, code with PKCE, device codes (RFC 8628), refresh tokens that count once,
 * revocation, the end of a session. Whoever comes to its page is signed in at once.
 */
export async function startIssuer({ device = true, tokenSeconds = 3600, client = CLIENT } = {}) {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lasts = { seconds: tokenSeconds };
  const grants = await createGrants(url, client, lasts);
  let ended = 0;
  const discovery = {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    revocation_endpoint: `${url}/revoke`,
    end_session_endpoint: `${url}/end`,
    ...(device ? { device_authorization_endpoint: `${url}/device` } : {}),
    scopes_supported: ['openid', 'offline_access'],
    response_types_supported: ['code'],
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    // A page of another origin asks, too.
    response.setHeader('access-control-allow-origin', '*');
    const json = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/.well-known/openid-configuration') return json(200, discovery);
    if (pathname === '/jwks') return json(200, { keys: [grants.key] });
    if (pathname === '/authorize')
      return void response.writeHead(302, { location: grants.authorize(searchParams) }).end();
    if (pathname === '/end') {
      ended += 1;
      return void response.writeHead(302, { location: searchParams.get('post_logout_redirect_uri') ?? url }).end();
    }
    const form = new URLSearchParams(await bodyOf(request));
    if (pathname === '/token') return json(...(await grants.token(form)));
    if (pathname === '/device') return json(200, grants.startDevice(form));
    if (pathname === '/revoke') grants.refreshTokens.delete(form.get('token') ?? '');
    response.writeHead(pathname === '/revoke' ? 200 : 404).end();
  }

  return {
    url,
    asked: grants.asked,
    jwks: { keys: [grants.key] },
    /** How long the next tokens last. */
    lasts,
    /** How often somebody has signed out. */
    ended: () => ended,
    refreshTokens: grants.refreshTokens,
    /** Somebody types the code. */
    approve: () => {
      for (const grant of grants.devices.values()) grant.approved = true;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
