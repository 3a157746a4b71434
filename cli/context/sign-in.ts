import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as oauth from 'oauth4webapi';
import { CliError, EXIT, wrongUse } from '../exit.ts';
import { say } from '../output/plain.ts';
import type { Shell } from '../shell.ts';
import type { Context, Tokens } from './files.ts';
import { asking, type Issuer, openIssuer, scopesOf, tokensOf } from './issuer.ts';

const REDIRECT = 'http://127.0.0.1:0/callback';
const LONGEST_MS = 5 * 60_000;

/** In a browser: code and PKCE, which comes back to a port of this machine that is open for this one answer. */
export async function signInByBrowser(shell: Shell, context: Context, open: (url: string) => void): Promise<Tokens> {
  const issuer = await openIssuer(shell, context);
  const { server, client, options } = issuer;
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const callback = await listen(new URL(context.redirect ?? REDIRECT));
  try {
    const url = await authorizationUrl(issuer, context, { redirect: callback.redirect, verifier, state });
    shell.err(`sign in at\n  ${url}\n`);
    open(url);
    const answer = await within(shell, callback.answer);
    return await asking(server.issuer, async () => {
      const parameters = oauth.validateAuthResponse(server, client, answer, state);
      const none = oauth.None();
      const got = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        none,
        parameters,
        callback.redirect,
        verifier,
        options,
      );
      return tokensOf(await oauth.processAuthorizationCodeResponse(server, client, got), shell.now());
    });
  } finally {
    callback.close();
  }
}

interface Asked {
  redirect: string;
  verifier: string;
  state: string;
}

async function authorizationUrl({ server, client }: Issuer, context: Context, { redirect, verifier, state }: Asked) {
  if (!server.authorization_endpoint) throw wrongUse(`${server.issuer} has no page to sign in at; try --device`);
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirect,
    scope: scopesOf(context, server),
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** On loopback only; the first answer that carries a state closes it. */
async function listen(redirect: URL): Promise<{ redirect: string; answer: Promise<URL>; close(): void }> {
  const told = resolvable<URL>();
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', redirect);
    if (asked.pathname !== redirect.pathname || !asked.searchParams.has('state'))
      return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end(
      asked.searchParams.has('error')
        ? 'Signing in was refused; the terminal says why.'
        : 'Signed in. This page can be closed.',
    );
    told.resolve(asked);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new CliError(EXIT.refused, `${redirect.href} cannot be listened at: ${error.message}`)),
    );
    server.listen(Number(redirect.port), redirect.hostname === 'localhost' ? 'localhost' : '127.0.0.1', resolve);
  });
  redirect.port = String((server.address() as AddressInfo).port);
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { redirect: redirect.href, answer: told.promise, close };
}

/** By a code that is typed in a browser anywhere: for machines without one. */
export async function signInByDevice(shell: Shell, context: Context): Promise<Tokens> {
  const { server, client, options } = await openIssuer(shell, context);
  if (!server.device_authorization_endpoint)
    throw wrongUse(`${server.issuer} offers no sign-in by a device code; leave --device out`);
  const none = oauth.None();
  const device = await asking(server.issuer, async () => {
    const scope = scopesOf(context, server);
    const answer = await oauth.deviceAuthorizationRequest(server, client, none, { scope }, options);
    return await oauth.processDeviceAuthorizationResponse(server, client, answer);
  });
  say(shell, `sign in at ${device.verification_uri} with the code ${device.user_code}`);
  if (device.verification_uri_complete) say(shell, `or at ${device.verification_uri_complete}`);
  let pauseMs = (device.interval ?? 5) * 1000;
  const until = shell.now() + device.expires_in * 1000;
  while (shell.now() < until) {
    await shell.pause(pauseMs);
    try {
      const answer = await oauth.deviceCodeGrantRequest(server, client, none, device.device_code, options);
      return tokensOf(await oauth.processDeviceCodeResponse(server, client, answer), shell.now());
    } catch (error) {
      const said = error instanceof oauth.ResponseBodyError ? error.error : '';
      // RFC 8628, 3.5
      if (said === 'slow_down') pauseMs += 5_000;
      else if (said !== 'authorization_pending') await asking(server.issuer, () => Promise.reject(error as Error));
    }
  }
  throw new CliError(EXIT.notSignedIn, 'nobody signed in before the code had ended');
}

async function within(shell: Shell, answer: Promise<URL>): Promise<URL> {
  const over = new AbortController();
  const late = shell.pause(LONGEST_MS, over.signal).then(() => undefined);
  const told = await Promise.race([answer, late]);
  over.abort();
  if (told) return told;
  throw new CliError(EXIT.notSignedIn, 'nobody signed in within five minutes');
}

/** Promise.withResolvers is younger than the oldest Node that this runs on. */
function resolvable<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
