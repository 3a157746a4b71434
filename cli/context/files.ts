import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Shell } from '../shell.ts';

/** Where an installation is, and how to sign in there. It holds no secret. */
export interface Context {
  api: string;
  issuer?: string;
  clientId?: string;
  scopes?: string[];
  /** Where the browser comes back to: a fixed port, where the issuer wants one. */
  redirect?: string;
}

export interface Config {
  current?: string;
  contexts: Record<string, Context>;
}

export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  /** Milliseconds; absent where nobody said. */
  expiresAt?: number;
}

export function configFolder({ env }: Pick<Shell, 'env'>): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'snapferry');
}

export function readConfig(shell: Pick<Shell, 'env'>): Config {
  const { current, contexts } = (readYaml(configFile(shell)) ?? {}) as Partial<Config>;
  return { ...(current ? { current } : {}), contexts: contexts ?? {} };
}

export function writeConfig(shell: Pick<Shell, 'env'>, config: Config): void {
  writeOwn(configFile(shell), stringify(config));
}

export function configFile(shell: Pick<Shell, 'env'>): string {
  return join(configFolder(shell), 'config.yaml');
}

/** Of each context; apart from the contexts, which may be shown and copied. */
function tokensFile(shell: Pick<Shell, 'env'>): string {
  return join(configFolder(shell), 'tokens.yaml');
}

export function readTokens(shell: Pick<Shell, 'env'>, context: string): Tokens | undefined {
  return allTokens(shell)[context];
}

export function writeTokens(shell: Pick<Shell, 'env'>, context: string, tokens: Tokens | undefined): void {
  const { [context]: _, ...others } = allTokens(shell);
  writeOwn(tokensFile(shell), stringify(tokens ? { ...others, [context]: tokens } : others));
}

function allTokens(shell: Pick<Shell, 'env'>): Record<string, Tokens> {
  return (readYaml(tokensFile(shell)) ?? {}) as Record<string, Tokens>;
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** For its owner alone, and never half of it. */
function writeOwn(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, text, { mode: 0o600 });
    chmodSync(part, 0o600);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}
