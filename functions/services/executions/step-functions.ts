import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  InvalidToken,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Fault } from '../../domain/errors.ts';
import { executionNameOf, type OperationKind } from '../../domain/ids.ts';
import { timeouts } from '../timeouts/timeouts.ts';
import type { Executions } from './executions.ts';
import { causeIn, historyEventOf } from './history-event.ts';

/** With their data, which is some 2 KB each: what Step Functions gives at most. */
const EVENTS_AT_ONCE = 1_000;

/** @param machineArns the machine of each kind; a kind without one has none in this release */
export function createStepFunctionsExecutions(
  client: SFNClient,
  machineArns: Partial<Record<OperationKind, string | undefined>>,
): Executions {
  return {
    async start(kind, run) {
      const machine = machineArns[kind];
      if (!machine) throw new Fault('internal', `no state machine is configured for operations of kind ${kind}`);
      const name = executionNameOf(run.operationId, run.epoch);
      const input = JSON.stringify({ operationId: run.operationId, epoch: run.epoch });
      return await answered(async () => {
        try {
          const { executionArn } = await client.send(
            new StartExecutionCommand({ stateMachineArn: machine, name, input }),
          );
          return executionArn ?? executionArnOf(machine, name);
        } catch (thrown) {
          // Started before, and ended: AWS answers a running one of the same input as if it had just begun.
          if (thrown instanceof ExecutionAlreadyExists) return executionArnOf(machine, name);
          throw thrown;
        }
      });
    },

    async describe(arn) {
      return await answered(async () => {
        try {
          const found = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
          const { status, error, cause, startDate, stopDate } = found;
          if (!status) throw new Fault('service.unavailable', `Step Functions gave no status of ${arn}`);
          return {
            status,
            ...(startDate ? { startedAt: startDate.toISOString() } : {}),
            ...(stopDate ? { endedAt: stopDate.toISOString() } : {}),
            ...(error === undefined ? {} : { error }),
            ...causeIn(cause),
          };
        } catch (thrown) {
          if (thrown instanceof ExecutionDoesNotExist) return undefined;
          throw thrown;
        }
      });
    },

    async definitionOf(arn) {
      return await ofExecution(async () => {
        const { definition } = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn: arn }));
        return definition;
      });
    },

    async readHistory(executionArn, nextToken) {
      return await ofExecution(async () => {
        const asked = { executionArn, maxResults: EVENTS_AT_ONCE, includeExecutionData: true };
        const page = await client.send(new GetExecutionHistoryCommand({ ...asked, nextToken }));
        const events = (page.events ?? []).flatMap((event) => historyEventOf(event) ?? []);
        return { events, ...(page.nextToken ? { next: page.nextToken } : {}) };
      });
    },

    async stop(arn, error, cause) {
      await answered(async () => {
        try {
          await client.send(new StopExecutionCommand({ executionArn: arn, error, cause }));
        } catch (thrown) {
          if (!(thrown instanceof ExecutionDoesNotExist)) throw thrown;
        }
      });
    },
  };
}

/** undefined when there is none of its ARN, or no more. */
async function ofExecution<Result>(send: () => Promise<Result>): Promise<Result | undefined> {
  return await answered(async () => {
    try {
      return await send();
    } catch (thrown) {
      if (thrown instanceof ExecutionDoesNotExist) return undefined;
      if (thrown instanceof InvalidToken)
        throw new Fault('request.cursor_invalid', 'the cursor does not belong to this list');
      throw thrown;
    }
  });
}

/** `arn:…:stateMachine:<machine>` and a name make `arn:…:execution:<machine>:<name>`. */
export function executionArnOf(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

async function answered<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    throw new Fault('service.unavailable', 'Step Functions did not take the request', { cause: thrown });
  }
}

/** Region, credentials and endpoint come from the environment, as the SDK reads it. Times in milliseconds. */
export function createStepFunctionsClient(): SFNClient {
  return new SFNClient({ maxAttempts: 3, requestHandler: timeouts(1_000, 5_000) });
}
