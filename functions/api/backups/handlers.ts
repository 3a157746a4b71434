import { readConfig } from '../../platform/config.ts';
import { createLog } from '../../platform/logger.ts';
import { createAddressPolicy } from '../../services/addresses/addresses.ts';
import { openAuditTrail } from '../../services/audit/dynamodb-audit.ts';
import { openCatalog } from '../../services/catalog/dynamodb-catalog.ts';
import { systemClock as clock } from '../../services/clock/system-clock.ts';
import { createClusters, WITHIN_A_REQUEST } from '../../services/cluster/clusters.ts';
import { createDynamoDbClient } from '../../services/dynamodb/client.ts';
import { createStepFunctionsClient } from '../../services/executions/client.ts';
import { openExecutions } from '../../services/executions/step-functions.ts';
import { openLedger } from '../../services/ledger/dynamodb-ledger.ts';
import { createS3Locations } from '../../services/location/s3-locations.ts';
import { createSecretsManagerClient } from '../../services/secrets/client.ts';
import { openSecrets } from '../../services/secrets/secrets-manager.ts';
import { createApi } from '../http/router.ts';
import { backupRoutes } from './routes.ts';

const config = readConfig();
const log = createLog('api-backups');
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
  locations: createS3Locations({ catalog, secrets, clock, policy, installationId: config.installationId }),
  executions: openExecutions(createStepFunctionsClient(), config.machineArns),
};

export const handler = createApi('apiBackups', services, backupRoutes(services));
