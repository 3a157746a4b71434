import { CliError, EXIT } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { type Context, readTokens, type Tokens, writeTokens } from './files.ts';
import { refresh } from './issuer.ts';

/** A token that would end while a request is under way is none any more. */
const AHEAD_MS = 30_000;

/** Gives the token of a context, renewed where it is about to end; one renewal at a time. */
export function renewingToken(shell: Shell, name: string, context: Context): () => Promise<string> {
  let renewal: Promise<string> | undefined;
  return async () => {
    const tokens = readTokens(shell, name);
    if (tokens && !isEnding(tokens, shell.now())) return tokens.accessToken;
    renewal ??= renew(shell, name, context, tokens).finally(() => {
      renewal = undefined;
    });
    return await renewal;
  };
}

function isEnding({ expiresAt }: Tokens, now: number): boolean {
  return expiresAt !== undefined && expiresAt - AHEAD_MS <= now;
}

async function renew(shell: Shell, name: string, context: Context, tokens: Tokens | undefined): Promise<string> {
  if (!tokens?.refreshToken) throw over(name, 'the sign-in has ended');
  try {
    const renewed = await refresh(shell, context, tokens.refreshToken);
    writeTokens(shell, name, renewed);
    return renewed.accessToken;
  } catch (error) {
    // another process has renewed it meanwhile: a refresh token may count once only
    const others = readTokens(shell, name);
    if (others && others.accessToken !== tokens.accessToken && !isEnding(others, shell.now()))
      return others.accessToken;
    throw over(name, `the sign-in could not be renewed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function over(name: string, why: string): CliError {
  return new CliError(EXIT.notSignedIn, why, [`sign in with: snapferry login --context ${name}`]);
}
