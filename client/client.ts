import createClient from 'openapi-fetch';
import type { components, paths } from './schema.ts';

export type { paths } from './schema.ts';
/** What the API answers, by its name in docs/api/openapi.json: `Schemas['Backup']`. */
export type Schemas = components['schemas'];
export type ApiClient = ReturnType<typeof createApiClient>;

const LONGEST_MS = 30_000;

/**
 * The HTTP API for whoever calls it from TypeScript: each path with what it takes and gives, by docs/api/openapi.json. For
 * consoles and command lines too; it needs no more than `fetch`.
 */
export function createApiClient(url: string, token: string) {
  return createClient<paths>({
    baseUrl: url,
    headers: { authorization: `Bearer ${token}` },
    fetch: async (request) => await fetch(request, { signal: AbortSignal.timeout(LONGEST_MS) }),
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
