import { sendPatiently } from '../api/send.ts';
import type { Shell } from '../shell.ts';
import { apiAt } from './choose.ts';
import type { Context } from './files.ts';

/**
 * How people sign in to an installation, as its console is told: who knows the address needs to know no more. What the context
 * says itself wins.
 */
export async function withOffered(shell: Shell, context: Context): Promise<Context> {
  if (context.issuer && context.clientId) return context;
  const url = `${apiAt(context.api)}/config.json`;
  const response = await sendPatiently(shell, new Request(url));
  const offered: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  const { issuer, clientId } = textsOf(offered);
  return { ...(issuer ? { issuer } : {}), ...(clientId ? { clientId } : {}), ...context };
}

/** What an address answers is hostile until it was looked at. */
function textsOf(offered: unknown): Record<string, string> {
  if (typeof offered !== 'object' || offered === null) return {};
  return Object.fromEntries(
    Object.entries(offered).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
