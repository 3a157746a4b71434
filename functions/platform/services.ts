import type { Catalog, Leases, Repositories, Slots } from '../services/catalog/catalog.ts';
import type { Clock } from '../services/clock/clock.ts';
import type { Clusters } from '../services/cluster/cluster.ts';
import type { Executions } from '../services/executions/executions.ts';
import type { Ledger } from '../services/ledger/ledger.ts';
import type { Locations } from '../services/location/location.ts';
import type { Metrics } from '../services/metrics/metrics.ts';
import type { Movers } from '../services/mover/mover.ts';
import type { Secrets } from '../services/secrets/secrets.ts';
import type { Config } from './config.ts';
import type { Log } from './logger.ts';

/** Everything outside that a step may ask for. */
export interface Services {
  catalog: Catalog;
  clock: Clock;
  clusters: Clusters;
  config: Config;
  executions: Executions;
  leases: Leases;
  ledger: Ledger;
  locations: Locations;
  log: Log;
  metrics: Metrics;
  movers: Movers;
  repositories: Repositories;
  secrets: Secrets;
  slots: Slots;
}

/** Of them those that somebody names: what it is given, and what its tests stand in for. */
export type Uses<Name extends keyof Services> = Pick<Services, Name>;
