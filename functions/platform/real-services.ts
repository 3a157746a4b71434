import { createAddressPolicy } from '../services/addresses/addresses.ts';
import { openCatalog } from '../services/catalog/dynamodb-catalog.ts';
import { openLeases } from '../services/catalog/leases.ts';
import { openRepositories } from '../services/catalog/repositories.ts';
import { openSlots } from '../services/catalog/slots.ts';
import { systemClock } from '../services/clock/system-clock.ts';
import { createClusters } from '../services/cluster/clusters.ts';
import { createDynamoDbClient } from '../services/dynamodb/client.ts';
import { createStepFunctionsClient } from '../services/executions/client.ts';
import { openExecutions } from '../services/executions/step-functions.ts';
import { openLedger } from '../services/ledger/dynamodb-ledger.ts';
import { createS3Locations } from '../services/location/s3-locations.ts';
import { createEmfMetrics } from '../services/metrics/emf-metrics.ts';
import { createKubernetesMovers } from '../services/mover/kubernetes-movers.ts';
import { createSecretsManagerClient } from '../services/secrets/client.ts';
import { openSecrets } from '../services/secrets/secrets-manager.ts';
import { type Config, readConfig } from './config.ts';
import { createLog } from './logger.ts';
import type { Services } from './services.ts';

/** The real services of a deployed function that reaches clusters and locations, made once when it is loaded. */
export function openServices(name: string) {
  return composeServices(name, readConfig(), {});
}

/** @param given stands in for the real one: the clock and the tables of a test, or what watches the calls */
export function composeServices(
  name: string,
  config: Config,
  given: Partial<Pick<Services, 'clock' | 'log'>> & {
    dynamodb?: ReturnType<typeof createDynamoDbClient>;
    onCall?: Parameters<typeof createClusters>[0]['onCall'];
  },
) {
  const { clock = systemClock, log = createLog(name), dynamodb = createDynamoDbClient(), onCall } = given;
  const { installationId } = config;
  const catalog = openCatalog(dynamodb, config.catalogTable, clock);
  const secrets = openSecrets(createSecretsManagerClient(), config.secretKeyId);
  const policy = createAddressPolicy(config.allowedCidrs);
  return {
    catalog,
    clock,
    clusters: createClusters({ catalog, secrets, clock, policy, ...(onCall ? { onCall } : {}) }),
    config,
    executions: openExecutions(createStepFunctionsClient(), config.machineArns),
    leases: openLeases(dynamodb, config.catalogTable, clock),
    ledger: openLedger(dynamodb, config.ledgerTable, clock, log),
    locations: createS3Locations({ catalog, secrets, clock, policy, installationId }),
    log,
    metrics: createEmfMetrics({ stage: config.stage, namespace: config.metricsNamespace, clock }),
    movers: createKubernetesMovers({ installationId, clock }),
    repositories: openRepositories(dynamodb, config.catalogTable, clock),
    secrets,
    slots: openSlots(dynamodb, config.catalogTable),
  };
}
