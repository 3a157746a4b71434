import type { TokenSource } from '../../client/client.ts';
import { defaultStateFolder, readServed } from '../../client/served.ts';
import { isLoopback } from '../api/send.ts';
import { CliError, EXIT, wrongUse } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { type Context, readConfig, readTokens } from './files.ts';
import { renewingToken } from './renew.ts';

/** Which API is spoken to, and as whom. */
export interface Target {
  api: string;
  token: TokenSource;
  /** `context prod`, `SNAPFERRY_API`, `npm start`. */
  source: string;
}

/**
 * What was named wins: `--context`, then SNAPFERRY_API with SNAPFERRY_TOKEN, then the current context, then what `npm start` runs
 * on this machine. A token goes to the API that it was got for, and to no other.
 */
export function chooseTarget(shell: Shell, named: string | undefined): Target {
  const { SNAPFERRY_API: api, SNAPFERRY_TOKEN: token } = shell.env;
  if (named === undefined && api) {
    if (!token) throw notSignedIn('SNAPFERRY_API is set and SNAPFERRY_TOKEN is not');
    return { api: apiAt(api), token: tokenOf(token), source: 'SNAPFERRY_API' };
  }
  if (named === undefined && token)
    throw notSignedIn('SNAPFERRY_TOKEN is set and SNAPFERRY_API, where it is valid, is not');
  const config = readConfig(shell);
  const name = named ?? config.current;
  if (name !== undefined) return targetOf(shell, name, contextOf(config, name));
  const served = readServed(defaultStateFolder(shell.env));
  if (served) return { api: served.api, token: served.token, source: 'npm start' };
  throw notSignedIn('no API is known');
}

export function contextOf({ contexts }: { contexts: Record<string, Context> }, name: string): Context {
  const context = contexts[name];
  const there = Object.keys(contexts).join(', ') || 'none yet';
  if (!context) throw wrongUse(`there is no context ${name}; there are: ${there}`);
  return context;
}

function targetOf(shell: Shell, name: string, context: Context): Target {
  const source = `context ${name}`;
  if (!readTokens(shell, name)) throw notSignedIn(`not signed in to ${source}`, `snapferry login --context ${name}`);
  return { api: apiAt(context.api), token: renewingToken(shell, name, context), source };
}

/** @throws CliError where it is none; or one to which a token would go for everyone on the way to read */
export function apiAt(address: string): string {
  if (!URL.canParse(address)) throw wrongUse(`${address} is no address of an API`);
  const { protocol, origin } = new URL(address);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(origin)))
    throw wrongUse(`${address}: an API is reached by https, but for one on this machine`);
  return address.replace(/\/+$/, '');
}

/** What is none would be shown in the refusal of a header that holds it. @throws CliError without it */
export function tokenOf(text: string): string {
  const token = text.trim();
  if (!/^[\w.~+/=-]+$/.test(token)) throw new CliError(EXIT.notSignedIn, 'what was given as a token is none');
  return token;
}

function notSignedIn(message: string, way = 'snapferry login --api URL --issuer URL --client-id ID'): CliError {
  return new CliError(EXIT.notSignedIn, message, [
    `sign in with: ${way}; or give SNAPFERRY_API and SNAPFERRY_TOKEN; or start one here with: npm start`,
  ]);
}
