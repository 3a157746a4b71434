import { readConfig } from '../../platform/config.ts';
import { createLog } from '../../platform/logger.ts';
import { openAuditTrail } from '../../services/audit/dynamodb-audit.ts';
import { openCatalog } from '../../services/catalog/dynamodb-catalog.ts';
import { openLeases } from '../../services/catalog/leases.ts';
import { systemClock as clock } from '../../services/clock/system-clock.ts';
import { createDynamoDbClient } from '../../services/dynamodb/client.ts';
import { createNotifier } from '../../services/notifier/real-notifier.ts';
import { createSecretsManagerClient } from '../../services/secrets/client.ts';
import { openSecrets } from '../../services/secrets/secrets-manager.ts';
import { createApi } from '../http/router.ts';
import { notificationRoutes } from './routes.ts';

const config = readConfig();
const dynamodb = createDynamoDbClient();
const secrets = openSecrets(createSecretsManagerClient(), config.secretKeyId);
const services = {
  clock,
  config,
  log: createLog('api-notifications'),
  audit: openAuditTrail(dynamodb, config.ledgerTable, clock),
  catalog: openCatalog(dynamodb, config.catalogTable, clock),
  leases: openLeases(dynamodb, config.catalogTable, clock),
  notifier: createNotifier({ secrets, clock, allowedCidrs: config.allowedCidrs, topics: config.topics }),
  secrets,
};

export const handler = createApi('apiNotifications', services, notificationRoutes(services));
