import { createAddressPolicy } from '../services/addresses/addresses.ts';
import { createAuditTrail } from '../services/audit/dynamodb-audit.ts';
import { createCatalog } from '../services/catalog/dynamodb-catalog.ts';
import { createLeases } from '../services/catalog/leases.ts';
import { createRepositories } from '../services/catalog/repositories.ts';
import { createSlots } from '../services/catalog/slots.ts';
import { systemClock } from '../services/clock/system-clock.ts';
import { createDynamoDbClient } from '../services/dynamodb/table.ts';
import { createStepFunctionsClient, createStepFunctionsExecutions } from '../services/executions/step-functions.ts';
import { createLedger } from '../services/ledger/dynamodb-ledger.ts';
import { createSecrets, createSecretsManagerClient } from '../services/secrets/secrets-manager.ts';
import { type Config, readConfig } from './config.ts';
import { createLog } from './logger.ts';
import type { Uses } from './services.ts';

/** In place of the real ones. */
export interface BaseGiven extends Partial<Uses<'clock' | 'log'>> {
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
    audit: createAuditTrail(dynamodb, config.ledgerTable, clock, log),
    catalog: createCatalog(dynamodb, config.catalogTable, clock, log),
    clock,
    config,
    executions: createStepFunctionsExecutions(createStepFunctionsClient(), config.machineArns),
    leases: createLeases(dynamodb, config.catalogTable, clock),
    ledger: createLedger(dynamodb, config.ledgerTable, clock, log),
    log,
    policy: createAddressPolicy(config.allowedCidrs),
    repositories: createRepositories(dynamodb, config.catalogTable, clock),
    secrets: createSecrets(createSecretsManagerClient(), config.secretKeyId),
    slots: createSlots(dynamodb, config.catalogTable, log),
  };
}
