import { type Endpoint, startAwsJson } from '../aws-json.ts';
import type { Json, JsonObject } from '../json.ts';
import { serviceError } from '../service-error.ts';
import { parseDefinition } from './definition.ts';
import type { Execution } from './executions-file.ts';
import { withoutData } from './history.ts';
import type { Machine } from './machines.ts';
import type { StepFunctions } from './step-functions.ts';

/** Step Functions over its own protocol: client-sfn and the aws CLI work on it unchanged, by `AWS_ENDPOINT_URL_SFN`. */
export function startStepFunctionsEndpoint(service: StepFunctions, port?: number): Promise<Endpoint> {
  return startAwsJson({
    version: '1.0',
    targetPrefix: 'AWSStepFunctions',
    operations: operations(service),
    ...(port && { port }),
  });
}

function operations(service: StepFunctions): Record<string, (request: JsonObject) => unknown> {
  const { machines } = service;
  return {
    async CreateStateMachine(request) {
      await assertSchema(text(request.definition));
      const { name, definition, roleArn } = request;
      const before = machines.list().find((machine) => machine.name === name);
      const same = before && machines.compiled(before.definition).text === definition && before.roleArn === roleArn;
      if (before && !same)
        throw serviceError('StateMachineAlreadyExists', `State Machine Already Exists: '${before.stateMachineArn}'`);
      const machine = before ?? machines.put(text(name), text(definition), text(roleArn));
      return { stateMachineArn: machine.stateMachineArn, creationDate: machine.createdAt / 1000 };
    },
    async UpdateStateMachine(request) {
      const before = machines.get(text(request.stateMachineArn));
      const definition = optional(request.definition) ?? machines.compiled(before.definition).text;
      await assertSchema(definition);
      const machine = machines.put(before.name, definition, optional(request.roleArn) ?? before.roleArn);
      return { updateDate: machine.updatedAt / 1000 };
    },
    DeleteStateMachine: (request) => machines.remove(text(request.stateMachineArn)),
    ValidateStateMachineDefinition: (request) => validate(text(request.definition)),
    DescribeStateMachine: (request) => describeMachine(service, machines.get(text(request.stateMachineArn))),
    DescribeStateMachineForExecution(request) {
      const execution = service.describe(text(request.executionArn));
      const machine = machines.get(execution.stateMachineArn);
      const { name, stateMachineArn, roleArn, updatedAt } = machine;
      return {
        stateMachineArn,
        name,
        roleArn,
        definition: machines.compiled(execution.definition).text,
        updateDate: updatedAt / 1000,
      };
    },
    ListStateMachines(request) {
      const page = paged(machines.list(), request);
      const shown = page.items.map(({ name, stateMachineArn, createdAt }) => ({
        name,
        stateMachineArn,
        type: 'STANDARD',
        creationDate: createdAt / 1000,
      }));
      return { stateMachines: shown, ...page.next };
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
      const page = paged(
        service.list(arn).filter((execution) => status === undefined || execution.status === status),
        request,
      );
      return { executions: page.items.map(listed), ...page.next };
    },
    GetExecutionHistory(request) {
      const events = service.events(text(request.executionArn));
      const page = paged(request.reverseOrder === true ? events.toReversed() : events, request);
      return {
        events: request.includeExecutionData === false ? page.items.map(withoutData) : page.items,
        ...page.next,
      };
    },
    ListTagsForResource: () => ({ tags: [] }),
  };
}

/** Loaded when somebody brings a definition: few do, and it takes its time. */
async function assertSchema(definition: string): Promise<void> {
  const schema = await import('./schema.ts');
  schema.assertSchema(definition);
}

async function validate(definition: string): Promise<unknown> {
  try {
    await assertSchema(definition);
    parseDefinition(definition);
    return { result: 'OK', diagnostics: [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { result: 'FAIL', diagnostics: [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message }] };
  }
}

function describeMachine(service: StepFunctions, machine: Machine): unknown {
  const { name, stateMachineArn, roleArn, createdAt } = machine;
  return {
    name,
    stateMachineArn,
    roleArn,
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

/** A page of at most `maxResults` (100 if absent, 1,000 at most); the token is the position of the next one. */
function paged<T>(all: T[], request: JsonObject): { items: T[]; next: { nextToken?: string } } {
  const size = Math.min(Number(request.maxResults ?? 0) || 100, 1000);
  const from = Number(request.nextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) throw serviceError('InvalidToken', 'Invalid Token');
  const next = from + size < all.length ? { nextToken: String(from + size) } : {};
  return { items: all.slice(from, from + size), next };
}

function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw serviceError('ValidationException', 'a required string is missing');
  return value;
}

function optional(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
