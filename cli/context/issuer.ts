import * as oauth from 'oauth4webapi';
import { isLoopback, reasonOf } from '../api/send.ts';
import { CliError, EXIT, wrongUse } from '../exit.ts';
import type { Shell } from '../shell.ts';
import type { Context, Tokens } from './files.ts';

/** An OIDC issuer that this program signs in at, as a public client: without a secret, with PKCE. */
export interface Issuer {
  server: oauth.AuthorizationServer;
  client: oauth.Client;
  options: ReturnType<typeof optionsOf>;
}

/** @throws CliError where the context has none, or it does not answer as an issuer does */
export async function openIssuer(shell: Shell, { issuer, clientId }: Context): Promise<Issuer> {
  if (!issuer || !clientId)
    throw wrongUse('who signs in, and where? --issuer URL --client-id ID; or --token reads a token from stdin');
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (!url) throw wrongUse(`--issuer ${issuer} is no address`);
  // a password that is typed there, and the code, are for no one else: http stays on this machine
  if (url.protocol !== 'https:' && !isLoopback(url.origin))
    throw wrongUse(`--issuer ${issuer}: an issuer is reached by https`);
  const options = optionsOf(shell, url.protocol !== 'https:');
  const server = await asking(issuer, async () =>
    oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options)),
  );
  return { server, client: { client_id: clientId }, options };
}

function optionsOf(shell: Shell, insecure: boolean) {
  return {
    [oauth.customFetch]: (
      to: string,
      { body, ...init }: oauth.CustomFetchOptions<'GET' | 'POST', URLSearchParams | undefined>,
    ) => shell.send(new Request(to, { ...init, ...(body ? { body } : {}) } as RequestInit)),
    [oauth.allowInsecureRequests]: insecure,
  };
}

/** What is asked for: to read and operate, and to be renewed where the issuer says how. */
export function scopesOf({ scopes }: Context, { scopes_supported: supported = [] }: oauth.AuthorizationServer): string {
  if (scopes && scopes.length > 0) return scopes.join(' ');
  const renewable = supported.includes('offline_access') ? ['offline_access'] : [];
  return ['openid', ...renewable, 'snapferry/read', 'snapferry/operate', 'snapferry/admin'].join(' ');
}

export async function refresh(shell: Shell, context: Context, refreshToken: string): Promise<Tokens> {
  const { server, client, options } = await openIssuer(shell, context);
  return await asking(server.issuer, async () => {
    const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, options);
    const tokens = tokensOf(await oauth.processRefreshTokenResponse(server, client, answer), shell.now());
    // many issuers keep the old one valid, and do not send it again
    return { refreshToken, ...tokens };
  });
}

/** Tells the issuer that the sign-in is over, where it wants to know. */
export async function revoke(shell: Shell, context: Context, { refreshToken, accessToken }: Tokens): Promise<void> {
  const { server, client, options } = await openIssuer(shell, context);
  if (!server.revocation_endpoint) return;
  const token = refreshToken ?? accessToken;
  await asking(server.issuer, async () =>
    oauth.processRevocationResponse(await oauth.revocationRequest(server, client, oauth.None(), token, options)),
  );
}

export function tokensOf(answer: oauth.TokenEndpointResponse, now: number): Tokens {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer;
  return {
    accessToken,
    ...(refreshToken ? { refreshToken } : {}),
    ...(seconds === undefined ? {} : { expiresAt: now + seconds * 1000 }),
  };
}

/** Whatever goes wrong at an issuer, in a sentence that holds no token and no code. */
export async function asking<T>(issuer: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(EXIT.notSignedIn, `${issuer}: ${saidBy(error)}`);
  }
}

function saidBy(error: unknown): string {
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    return [error.error_description ?? '', `(${error.error})`].join(' ').trim();
  }
  return error instanceof TypeError ? reasonOf(error) : (error as Error).message;
}
