import createClient from 'openapi-fetch';
import type { components, paths } from './schema.ts';

export type { paths } from './schema.ts';
/** What the API answers, by its name in docs/api/openapi.json: `Schemas['Backup']`. */
export type Schemas = components['schemas'];
export type ApiClient = ReturnType<typeof createApiClient>;

const LONGEST_MS = 30_000;

/** A token; or what gives one that is valid now, renewed where it has to be. */
export type TokenSource = string | (() => string | Promise<string>);

/**
 * The HTTP API for whoever calls it from TypeScript: each path with what it takes and gives, by docs/api/openapi.json. For
 * consoles and command lines too; it needs no more than `fetch`.
 * @param send in place of `fetch`, for one that keeps answers
 */
export function createApiClient(
  url: string,
  token: TokenSource,
  send: (request: Request) => Promise<Response> = fetch,
) {
  return createClient<paths>({
    baseUrl: url,
    fetch: async (asked) => {
      const signal = AbortSignal.any([asked.signal, AbortSignal.timeout(LONGEST_MS)]);
      const request = new Request(asked, { signal });
      request.headers.set('authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
      return await send(request);
    },
  });
}

interface Asked<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** What was answered. @throws ApiProblem what was answered instead */
export async function answered<Data>(asked: Promise<Asked<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await asked;
  if (!response.ok) throw new ApiProblem(response.status, (error ?? {}) as Partial<Schemas['Problem']>);
  return data as NonNullable<Data>;
}

/** undefined where there is no such thing. */
export async function found<Data>(asked: Promise<Asked<Data>>): Promise<NonNullable<Data> | undefined> {
  return (await asked).response.status === 404 ? undefined : await answered(asked);
}

/** What is amiss, with its code, and what to do, in a sentence each; the gateway's own answers have a message alone. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly problem: Partial<Schemas['Problem']>;

  constructor(status: number, problem: Partial<Schemas['Problem'] & Schemas['GatewayError']>) {
    const { code, detail, title, message, remedy } = problem;
    const said = detail ?? title ?? message ?? `the API answered ${status}`;
    super([code ? `${said} (${code})` : said, remedy].filter(Boolean).join('. '));
    this.status = status;
    this.problem = problem;
  }
}
