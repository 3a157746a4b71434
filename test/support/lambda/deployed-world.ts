import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { operationIdOf } from '../../../functions/domain/ids.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import { systemClock } from '../../../functions/services/clock/system-clock.ts';
import { createLedger } from '../../../functions/services/ledger/dynamodb-ledger.ts';
import { machineNames, readDefinition } from '../../../infra/read-machines.ts';
import { startDynamoDb } from '../../../local/dynamodb.ts';
import { startStack } from '../../../local/stack.ts';
import { newOperationOf } from '../specs.ts';
import { EVENTS, type Subject } from './events.ts';

const MACHINES = path.resolve(import.meta.dirname, '../../../state-machines');
const HOUR_SECONDS = 3600;

export type DeployedWorld = Awaited<ReturnType<typeof startDeployedWorld>>;

/**
 * The services that functions ask, on loopback, with tables of the names that the template gives.
 * @returns `wire`: what Lambda would give beside the template's environment, and where the services are
 */
export async function startDeployedWorld(environment: Record<string, string>) {
  const tables = { catalog: environment['CATALOG_TABLE'] ?? '', ledger: environment['LEDGER_TABLE'] ?? '' };
  const dynamodb = await startDynamoDb({ tables });
  const client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const ledger = createLedger(client, tables.ledger, systemClock);
  const stack = await startStack({
    // Executions that a function starts come to their first Task, and stay there.
    functions: Object.fromEntries(
      Object.keys(EVENTS).map((name) => [name, { load: () => () => new Promise(() => undefined) }]),
    ),
    machines: machineNames(MACHINES).map((name) => ({
      name: `snapferry-dev-${name}`,
      definition: readDefinition(MACHINES, name),
    })),
    routes: [],
  });

  return {
    ledger,
    wire: {
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_SFN: stack.endpoints.stepFunctions,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: stack.endpoints.secretsManager,
      AWS_ENDPOINT_URL_SCHEDULER: stack.endpoints.scheduler,
    },
    /** An operation for one function: in progress, on a cluster that is not registered. */
    async seed(name: string, { kind, ended = false }: Subject): Promise<Operation> {
      const operationId = operationIdOf(kind, [name]);
      const executionArn = `arn:aws:states:us-east-1:000000000000:execution:snapferry-dev-${MACHINE[kind]}:${operationId}-1`;
      const cluster = { name: 'gone', uid: 'u', clusterId: 'c-gone' };
      const refs = { cluster, locations: [{ name: 'attic', uid: 'u' }], backup: operationIdOf('backup', ['nobody']) };
      const given = { operationId, name, refs, createdBy: 'ann' };
      await ledger.createOperation(newOperationOf(kind, given, systemClock.now(), HOUR_SECONDS));
      const run = { operationId, epoch: 1 };
      const operation = await ledger.updateOperation(run, { phase: 'InProgress', executionArn });
      if (ended) await ledger.finishOperation(run, 'Succeeded', {});
      return operation;
    },
    stop: async () => {
      client.destroy();
      await stack.stop();
      await dynamodb.stop();
    },
  };
}

const MACHINE: Record<Subject['kind'], string> = {
  backup: 'backup',
  restore: 'restore',
  validation: 'validate-location',
  undo: 'undo-restore',
  simulation: 'simulate',
  delete: 'delete-backup',
  maintenance: 'maintain-location',
};
