import { createAddressPolicy } from '../services/addresses/addresses.ts';
import { openAuditTrail } from '../services/audit/dynamodb-audit.ts';
import { openCatalog } from '../services/catalog/dynamodb-catalog.ts';
import { openLeases } from '../services/catalog/leases.ts';
import { openRepositories } from '../services/catalog/repositories.ts';
import { openSlots } from '../services/catalog/slots.ts';
import { systemClock } from '../services/clock/system-clock.ts';
import { createDynamoDbClient } from '../services/dynamodb/client.ts';
import { createStepFunctionsClient } from '../services/executions/client.ts';
import { openExecutions } from '../services/executions/step-functions.ts';
import { openLedger } from '../services/ledger/dynamodb-ledger.ts';
import { createSecretsManagerClient } from '../services/secrets/client.ts';
import { openSecrets } from '../services/secrets/secrets-manager.ts';
import { type Config, readConfig } from './config.ts';
import { createLog } from './logger.ts';
import type { Services } from './services.ts';

/** In place of the real ones. */
export interface BaseGiven extends Partial<Pick<Services, 'clock' | 'log'>> {
  dynamodb?: ReturnType<typeof createDynamoDbClient>;
}

/**
 * What every deployed function takes, made once when it is loaded. What reaches clusters and locations is apart, since it
 * takes most of the time of a cold start: the functions of the API, for which somebody waits, add what they need, those of
 * the machines take all (real-services.ts).
 */
export function openBaseServices(
  name: string,
  config: Config = readConfig(),
  { clock = systemClock, log = createLog(name), dynamodb = createDynamoDbClient() }: BaseGiven = {},
) {
  return {
    audit: openAuditTrail(dynamodb, config.ledgerTable, clock),
    catalog: openCatalog(dynamodb, config.catalogTable, clock, log),
    clock,
    config,
    executions: openExecutions(createStepFunctionsClient(), config.machineArns),
    leases: openLeases(dynamodb, config.catalogTable, clock),
    ledger: openLedger(dynamodb, config.ledgerTable, clock, log),
    log,
    policy: createAddressPolicy(config.allowedCidrs),
    repositories: openRepositories(dynamodb, config.catalogTable, clock),
    secrets: openSecrets(createSecretsManagerClient(), config.secretKeyId),
    slots: openSlots(dynamodb, config.catalogTable, log),
  };
}
