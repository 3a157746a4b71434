import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readServed, SERVED_FILE, type Served } from '../../client/served.ts';

export function keepEnvironment(folder: string, served: Served): void {
  writeFileSync(join(folder, SERVED_FILE), `${JSON.stringify(served, undefined, 2)}\n`, { mode: 0o600 });
}

/** What the stack of this folder last served with. @throws Error with one sentence where none ever did */
export function readEnvironment(folder: string): Served {
  const served = readServed(folder);
  if (!served) throw new Error(`no stack has served from ${folder} yet: npm start first`);
  return served;
}

/** The same with a token of one scope. @throws Error with one sentence where there is none */
export function withScope(served: Served, scope: string | undefined): Served {
  if (scope === undefined) return served;
  const { tokens = {} } = served;
  const token = tokens[scope];
  if (!token)
    throw new Error(`there is no token of scope ${scope}, but of ${Object.keys(tokens).join(', ') || 'none'}`);
  return { ...served, token };
}

/**
 * One line for a shell: the API and its token, for snapferry and, by their short names, for curl; and where the aws CLI finds the
 * embedded services.
 */
export function exportLine({ api, token, environment }: Served): string {
  const aws = AWS_VARIABLES.flatMap((name) => (environment[name] ? [`${name}=${environment[name]}`] : []));
  const own = [`SNAPFERRY_API=${api}`, `SNAPFERRY_TOKEN=${token}`];
  return `export ${[...own, ...aws].join(' ')}; export API=$SNAPFERRY_API TOKEN=$SNAPFERRY_TOKEN`;
}

/** Never AWS_ENDPOINT_URL, nor that of S3: a location of the user's may be on AWS. */
const AWS_VARIABLES = [
  'AWS_ENDPOINT_URL_SFN',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_SCHEDULER',
  'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
];
