import { ApiProblem } from '../../client/client.ts';
import { CliError, EXIT, type ExitCode } from '../exit.ts';

/** Where a field of a request body is given, from the beginning of its pointer: `/selection/namespaces` → `--namespace`. */
export type Flags = Readonly<Record<string, string>>;

/** What the API refused, for a person: what, which fields, what to do. */
export function refusalOf(problem: ApiProblem, flags: Flags = {}): CliError {
  const { detail, title, remedy, code, requestId, errors = [], message } = problem.problem as Said;
  if (problem.status === 401)
    return new CliError(EXIT.notSignedIn, 'not signed in: the API does not accept the token', [
      'sign in with: snapferry login; or give SNAPFERRY_API and SNAPFERRY_TOKEN',
    ]);
  const said = detail ?? title ?? message ?? `the API answered ${problem.status}`;
  return new CliError(codeOf(problem.status), code ? `${said} (${code})` : said, [
    ...errors.map((one) => `  ${fieldOf(one, flags)}: ${one.message}`),
    ...(remedy ? [remedy] : []),
    // what an operator finds it by in the logs; a refusal of the user's own doing needs none
    ...(problem.status >= 500 && requestId ? [`request ${requestId}`] : []),
  ]);
}

interface Said {
  detail?: string;
  title?: string;
  remedy?: string;
  code?: string;
  requestId?: string;
  message?: string;
  errors?: { pointer?: string; parameter?: string; message: string }[];
}

function codeOf(status: number): ExitCode {
  if (status === 403) return EXIT.notSignedIn;
  return status === 404 ? EXIT.notFound : EXIT.refused;
}

function fieldOf({ pointer, parameter }: { pointer?: string; parameter?: string }, flags: Flags): string {
  if (!pointer) return parameter ? `--${parameter}` : 'the request';
  const path = pointer.split('/').slice(1).map(unescaped);
  const written = path
    .reduce((text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : `${text}.${part}`), '')
    .slice(1);
  const known = Object.keys(flags)
    .filter((start) => pointer === start || pointer.startsWith(`${start}/`))
    .sort((one, other) => other.length - one.length)[0];
  return known ? `${flags[known]} (${written})` : written;
}

/** JSON Pointer, RFC 6901. */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Runs what asks the API; a refusal of it names the flags that its fields were given by. */
export async function naming<T>(flags: Flags, ask: Promise<T>): Promise<T> {
  try {
    return await ask;
  } catch (error) {
    throw error instanceof ApiProblem ? refusalOf(error, flags) : error;
  }
}
