import { readConfig } from '../../platform/config.ts';
import { createLog } from '../../platform/logger.ts';
import { createAddressPolicy } from '../../services/addresses/addresses.ts';
import { openAuditTrail } from '../../services/audit/dynamodb-audit.ts';
import { openCatalog } from '../../services/catalog/dynamodb-catalog.ts';
import { openLeases } from '../../services/catalog/leases.ts';
import { openSlots } from '../../services/catalog/slots.ts';
import { systemClock as clock } from '../../services/clock/system-clock.ts';
import { createClusters, WITHIN_A_REQUEST } from '../../services/cluster/clusters.ts';
import { createDynamoDbClient } from '../../services/dynamodb/client.ts';
import { createStepFunctionsClient } from '../../services/executions/client.ts';
import { openExecutions } from '../../services/executions/step-functions.ts';
import { openLedger } from '../../services/ledger/dynamodb-ledger.ts';
import { createSchedulerClient } from '../../services/schedules/client.ts';
import { openSchedules } from '../../services/schedules/eventbridge-scheduler.ts';
import { createSecretsManagerClient } from '../../services/secrets/client.ts';
import { openSecrets } from '../../services/secrets/secrets-manager.ts';
import { createSchedulesApi } from './api.ts';

const config = readConfig();
const log = createLog('api-schedules');
const dynamodb = createDynamoDbClient();
const catalog = openCatalog(dynamodb, config.catalogTable, clock);
const secrets = openSecrets(createSecretsManagerClient(), config.secretKeyId);
const policy = createAddressPolicy(config.allowedCidrs);
const services = {
  clock,
  config,
  log,
  audit: openAuditTrail(dynamodb, config.ledgerTable, clock),
  catalog,
  ledger: openLedger(dynamodb, config.ledgerTable, clock, log),
  clusters: createClusters({ catalog, secrets, clock, policy, ...WITHIN_A_REQUEST }),
  leases: openLeases(dynamodb, config.catalogTable, clock),
  secrets,
  schedules: openSchedules(createSchedulerClient(), { ...config.scheduler, machineArn: config.machineArns.backup }),
  slots: openSlots(dynamodb, config.catalogTable),
  executions: openExecutions(createStepFunctionsClient(), config.machineArns),
};

export const handler = createSchedulesApi(services);
