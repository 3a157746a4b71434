/** What the stack that serves the console says of itself: `GET /config.json`. */
export interface Config {
  version: string;
  /** `token`: the address that `npm start` prints carries one. */
  auth: 'token' | 'oidc';
  issuer?: string;
  clientId?: string;
  scopes: string[];
}

export async function readConfig(): Promise<Config> {
  const response = await fetch('/config.json', { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`config.json was answered with ${response.status}`);
  return (await response.json()) as Config;
}
