import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What `npm start` serves with, as far as a shell has to know it. */
export interface Served {
  api: string;
  /** With every scope. */
  token: string;
  /** With one scope each, to see what it may and what not. Stacks of before had none. */
  tokens?: Record<string, string>;
  environment: Record<string, string>;
}

/** Beside the marker of the state folder; it holds the token, so that only its owner may read it. */
export const SERVED_FILE = 'environment.json';

/** Where `npm start` keeps everything, unless it is told otherwise. */
export function defaultStateFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local/state'), 'snapferry/local');
}

/** What the stack of this folder last served with; undefined where none ever did. */
export function readServed(folder: string): Served | undefined {
  const file = join(folder, SERVED_FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Served) : undefined;
}
