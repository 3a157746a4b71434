import { readConfig } from '../../platform/config.ts';
import { createLog } from '../../platform/logger.ts';
import { openAuditTrail } from '../../services/audit/dynamodb-audit.ts';
import { openCatalog } from '../../services/catalog/dynamodb-catalog.ts';
import { systemClock as clock } from '../../services/clock/system-clock.ts';
import { createDynamoDbClient } from '../../services/dynamodb/client.ts';
import { createStepFunctionsClient } from '../../services/executions/client.ts';
import { openExecutions } from '../../services/executions/step-functions.ts';
import { openLedger } from '../../services/ledger/dynamodb-ledger.ts';
import { createOperationsApi } from './api.ts';

const config = readConfig();
const log = createLog('api-operations');
const dynamodb = createDynamoDbClient();

export const handler = createOperationsApi({
  clock,
  config,
  log,
  audit: openAuditTrail(dynamodb, config.ledgerTable, clock),
  catalog: openCatalog(dynamodb, config.catalogTable, clock),
  ledger: openLedger(dynamodb, config.ledgerTable, clock, log),
  executions: openExecutions(createStepFunctionsClient(), config.machineArns),
});
