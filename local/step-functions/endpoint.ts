import { type Endpoint, paged, startAwsJson, text } from '../aws-json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Execution } from './executions-file.ts';
import { withoutData } from './history.ts';
import { ROLE_ARN } from './limits.ts';
import type { Machine } from './machines.ts';
import type { StepFunctions } from './step-functions.ts';

/** Step Functions over its own protocol: client-sfn and the aws CLI work on it unchanged, by `AWS_ENDPOINT_URL_SFN`. */
export function startStepFunctionsEndpoint(service: StepFunctions, port?: number): Promise<Endpoint> {
  return startAwsJson({
    version: '1.0',
    targetPrefix: 'AWSStepFunctions',
    operations: operations(service),
    port,
  });
}

function operations(service: StepFunctions): Record<string, (request: JsonObject) => unknown> {
  const { machines } = service;
  return {
    DescribeStateMachine: (request) => describeMachine(service, machines.get(text(request.stateMachineArn))),
    DescribeStateMachineForExecution(request) {
      const execution = service.describe(text(request.executionArn));
      const machine = machines.get(execution.stateMachineArn);
      const { name, stateMachineArn, updatedAt } = machine;
      return {
        stateMachineArn,
        name,
        roleArn: ROLE_ARN,
        definition: machines.compiled(execution.definition).text,
        updateDate: updatedAt / 1000,
      };
    },
    ListStateMachines(request) {
      const { items, next: nextToken } = paged(machines.list(), request.maxResults, request.nextToken);
      const stateMachines = items.map(({ name, stateMachineArn, createdAt }) => ({
        name,
        stateMachineArn,
        type: 'STANDARD',
        creationDate: createdAt / 1000,
      }));
      return { stateMachines, nextToken };
    },
    StartExecution(request) {
      const { executionArn, startDate } = service.start({
        stateMachineArn: text(request.stateMachineArn),
        name: optional(request.name),
        input: optional(request.input),
      });
      return { executionArn, startDate: startDate / 1000 };
    },
    StopExecution(request) {
      const execution = service.stop(text(request.executionArn), optional(request.error), optional(request.cause));
      return { stopDate: (execution.stopDate ?? 0) / 1000 };
    },
    DescribeExecution: (request) => describeExecution(service.describe(text(request.executionArn))),
    ListExecutions(request) {
      const arn = text(request.stateMachineArn);
      machines.get(arn);
      const status = optional(request.statusFilter);
      const all = service.list(arn).filter((execution) => status === undefined || execution.status === status);
      const { items, next: nextToken } = paged(all, request.maxResults, request.nextToken);
      return { executions: items.map(listed), nextToken };
    },
    GetExecutionHistory(request) {
      const events = service.events(text(request.executionArn));
      const ordered = request.reverseOrder === true ? events.toReversed() : events;
      const { items, next: nextToken } = paged(ordered, request.maxResults, request.nextToken);
      return { events: request.includeExecutionData === false ? items.map(withoutData) : items, nextToken };
    },
  };
}

function describeMachine(service: StepFunctions, machine: Machine): unknown {
  const { name, stateMachineArn, createdAt } = machine;
  return {
    name,
    stateMachineArn,
    roleArn: ROLE_ARN,
    type: 'STANDARD',
    status: 'ACTIVE',
    definition: service.machines.compiled(machine.definition).text,
    creationDate: createdAt / 1000,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  };
}

function listed({ executionArn, stateMachineArn, name, status, startDate, stopDate }: Execution) {
  const dates = { startDate: startDate / 1000, ...(stopDate !== undefined && { stopDate: stopDate / 1000 }) };
  return { executionArn, stateMachineArn, name, status, ...dates, redriveCount: 0 };
}

function describeExecution(execution: Execution) {
  const { input, output, error, cause } = execution;
  return {
    ...listed(execution),
    input,
    inputDetails: { included: true },
    ...(output !== undefined && { output, outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'The embedded stack does not redrive executions',
  };
}

function optional(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
