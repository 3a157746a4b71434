import { parseFields } from '../../domain/fields.ts';
import type { Uses } from '../../platform/services.ts';
import { route } from '../http/contract.ts';
import { statisticsAnswer } from './answers.ts';
import { workOut } from './work-out.ts';

/** However many look, and however often. */
const KEPT_MS = 60_000;

export const getStatistics = route({
  operationId: 'getStatistics',
  route: 'GET /v1/statistics',
  scope: 'read',
  summary: 'How all of it stands: what ended, what runs, what is where, and what needs a person',
  answer: 'Statistics',
  handle: async (services: Uses<'catalog' | 'clock' | 'ledger' | 'log' | 'slots'>) => {
    const { clock, ledger } = services;
    const kept = await ledger.readStatistics();
    if (kept && clock.now().getTime() - Date.parse(kept.at) < KEPT_MS) {
      // What another release has kept may lack something, and is worked out anew.
      const known = statisticsAnswer.safeParse(parseFields(kept.document));
      if (known.success) return known.data;
    }
    const found = await workOut(services);
    await ledger.keepStatistics(found.at, found);
    return found;
  },
});
