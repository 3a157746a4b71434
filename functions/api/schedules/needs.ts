import type { Services } from '../../platform/services.ts';
import type { Schedules } from '../../services/schedules/schedules.ts';

export type Needs = Pick<
  Services,
  'catalog' | 'clock' | 'clusters' | 'config' | 'executions' | 'leases' | 'ledger' | 'log' | 'secrets' | 'slots'
> & { schedules: Schedules };
