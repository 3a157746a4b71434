import { readConfig } from '../../platform/config.ts';
import { createLog } from '../../platform/logger.ts';
import { createAddressPolicy } from '../../services/addresses/addresses.ts';
import { openAuditTrail } from '../../services/audit/dynamodb-audit.ts';
import { openCatalog } from '../../services/catalog/dynamodb-catalog.ts';
import { openLeases } from '../../services/catalog/leases.ts';
import { openRepositories } from '../../services/catalog/repositories.ts';
import { openSlots } from '../../services/catalog/slots.ts';
import { systemClock as clock } from '../../services/clock/system-clock.ts';
import { createDynamoDbClient } from '../../services/dynamodb/client.ts';
import { createStepFunctionsClient } from '../../services/executions/client.ts';
import { openExecutions } from '../../services/executions/step-functions.ts';
import { openLedger } from '../../services/ledger/dynamodb-ledger.ts';
import { createSchedulerClient } from '../../services/schedules/client.ts';
import { openSchedules } from '../../services/schedules/eventbridge-scheduler.ts';
import { createSecretsManagerClient } from '../../services/secrets/client.ts';
import { openSecrets } from '../../services/secrets/secrets-manager.ts';
import { createApi } from '../http/router.ts';
import { locationRoutes } from './routes.ts';

const config = readConfig();
const log = createLog('api-locations');
const dynamodb = createDynamoDbClient();
const services = {
  clock,
  config,
  log,
  audit: openAuditTrail(dynamodb, config.ledgerTable, clock),
  catalog: openCatalog(dynamodb, config.catalogTable, clock),
  leases: openLeases(dynamodb, config.catalogTable, clock),
  slots: openSlots(dynamodb, config.catalogTable),
  schedules: openSchedules(createSchedulerClient(), { ...config.scheduler, machineArn: config.machineArns.backup }),
  ledger: openLedger(dynamodb, config.ledgerTable, clock, log),
  policy: createAddressPolicy(config.allowedCidrs),
  executions: openExecutions(createStepFunctionsClient(), config.machineArns),
  repositories: openRepositories(dynamodb, config.catalogTable, clock),
  secrets: openSecrets(createSecretsManagerClient(), config.secretKeyId),
};

export const handler = createApi('apiLocations', services, locationRoutes(services));
