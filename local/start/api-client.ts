/** The HTTP API as any client of it: `npm start` has no other way in. */
export interface ApiClient {
  get<Body>(path: string): Promise<Body>;
  post<Body>(path: string, body: unknown): Promise<Body>;
  /** Changes what was read at that generation. */
  put<Body>(path: string, generation: number, body: unknown): Promise<Body>;
  /** undefined on 404. */
  find<Body>(path: string): Promise<Body | undefined>;
}

interface Problem {
  title?: string;
  detail?: string;
  remedy?: string;
  message?: string;
}

export function createApiClient(url: string, token: string): ApiClient {
  async function call(
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Response> {
    return await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
  }

  async function read<Body>(answer: Response): Promise<Body> {
    const body: unknown = await answer.json();
    if (answer.ok) return body as Body;
    const { title, detail, remedy, message } = body as Problem;
    throw new Error(
      [detail ?? title ?? message ?? `the API answered ${answer.status}`, remedy].filter(Boolean).join('. '),
    );
  }

  return {
    get: async (path) => await read(await call('GET', path)),
    post: async (path, body) => await read(await call('POST', path, body)),
    put: async (path, generation, body) => await read(await call('PUT', path, body, { 'if-match': `"${generation}"` })),
    find: async (path) => {
      const answer = await call('GET', path);
      return answer.status === 404 ? undefined : await read(answer);
    },
  };
}
