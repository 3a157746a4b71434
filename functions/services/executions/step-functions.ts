import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Fault } from '../../domain/errors.ts';
import { executionNameOf, type OperationKind } from '../../domain/ids.ts';
import { timeouts } from '../timeouts/timeouts.ts';
import type { Executions } from './executions.ts';

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
          const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
          if (!status) throw new Fault('service.unavailable', `Step Functions gave no status of ${arn}`);
          return { status, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
        } catch (thrown) {
          if (thrown instanceof ExecutionDoesNotExist) return undefined;
          throw thrown;
        }
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
