import { createClusters } from '../services/cluster/clusters.ts';
import { createS3Locations } from '../services/location/s3-locations.ts';
import { createEmfMetrics } from '../services/metrics/emf-metrics.ts';
import { createKubernetesMovers } from '../services/mover/kubernetes-movers.ts';
import { type BaseGiven, openBaseServices } from './base-services.ts';
import { type Config, readConfig } from './config.ts';

/** The real services of a deployed function that reaches clusters and locations, made once when it is loaded. */
export function openServices(name: string) {
  return composeServices(name, readConfig(), {});
}

/** @param given stands in for the real one: the clock, the tables, the objects and the clusters of a test */
export function composeServices(
  name: string,
  config: Config,
  given: BaseGiven &
    Pick<Parameters<typeof createClusters>[0], 'exchange' | 'openSession'> &
    Pick<Parameters<typeof createS3Locations>[0], 'openObjects'>,
) {
  const base = openBaseServices(name, config, given);
  const { clock } = base;
  const { installationId } = config;
  return {
    ...base,
    clusters: createClusters({ ...base, ...given, clock }),
    locations: createS3Locations({ ...base, ...given, clock, installationId }),
    metrics: createEmfMetrics({ stage: config.stage, namespace: config.metricsNamespace, clock }),
    movers: createKubernetesMovers({ installationId, clock }),
  };
}
