/** The product in a process of its own, which a test can kill. Its one argument is `ServeOptions` as JSON. */

import { stepOf } from '../../../functions/platform/dispatch.ts';
import { startApp } from '../../../local/app.ts';
import { ensureTools } from '../../../tools/build/build.ts';
import type { Served } from './product.ts';

/** Where the n-th operation that comes by stops for ever: before a step, or after it, when nobody has heard of it yet. */
export type Hang = { readonly step: string; readonly when: 'before' | 'after' };
export type ServeOptions = { readonly root: string; readonly hangs: readonly Hang[] };
export type Message =
  | { readonly kind: 'ready'; readonly served: Served; readonly environment: Record<string, string> }
  | { readonly kind: 'hung'; readonly operationId: string };

const { root, hangs } = JSON.parse(process.argv[2] ?? '{}') as ServeOptions;
const seen: string[] = [];

const { versitygw } = await ensureTools();
const { installationId, token, stack } = await startApp({
  root,
  versitygw,
  buckets: ['unused'],
  allowedCidrs: '127.0.0.0/8',
  stack: {
    intercept: async ({ payload }, next) => {
      const {
        step = '',
        run,
        input,
      } = payload as { step?: string } & Partial<Record<'run' | 'input', { operationId: string }>>;
      const operationId = (run ?? input)?.operationId ?? '';
      if (operationId.startsWith('bk-') && !seen.includes(operationId)) seen.push(operationId);
      const hang = hangs[seen.indexOf(operationId)];
      if (hang === undefined || hang.step !== stepOf(step)) return await next();
      if (hang.when === 'after') await next();
      say({ kind: 'hung', operationId });
      return await new Promise(() => undefined);
    },
  },
});
const served = { installationId, token, url: stack.endpoints.api, ledgerTable: stack.tables.ledger };
say({ kind: 'ready', served, environment: stack.environment });
process.on('disconnect', () => void stack.stop().then(() => process.exit(0)));

function say(message: Message): void {
  process.send?.(message);
}
