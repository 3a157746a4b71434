import { serviceError } from '../service-error.ts';
import type { Execution, ExecutionsFile } from './executions-file.ts';
import { lossEvent } from './history.ts';
import type { Outcome } from './run-execution.ts';

/** The executions on record. */
export type Executions = {
  /** Those that an earlier process left running; they have FAILED now. */
  lost: Execution[];
  find(executionArn: string): Execution | undefined;
  /** @throws ExecutionDoesNotExist */
  describe(executionArn: string): Execution;
  /** Newest first. */
  list(stateMachineArn: string): Execution[];
  put(execution: Execution): Execution;
  end(execution: Execution, outcome: Outcome): Execution;
  /** Settles when the execution has ended. @throws ExecutionDoesNotExist */
  ended(executionArn: string): Promise<Execution>;
};

const LOST = { error: 'Stack.Restarted', cause: 'The embedded stack was restarted while the execution was running.' };

export function createExecutions(file: ExecutionsFile, now: () => number): Executions {
  const executions = new Map(file.load().map((execution) => [execution.executionArn, execution]));
  const watchers = new Map<string, ((execution: Execution) => void)[]>();
  const lost = [...executions.values()].filter(({ status }) => status === 'RUNNING').map(lose);

  function lose(execution: Execution): Execution {
    const stopDate = now();
    file.append(execution.executionArn, lossEvent(file.events(execution.executionArn).length, stopDate / 1000, LOST));
    file.finish(execution.executionArn);
    return put({ ...execution, status: 'FAILED', stopDate, ...LOST });
  }

  function put(execution: Execution): Execution {
    executions.set(execution.executionArn, execution);
    file.save(execution);
    return execution;
  }

  function describe(arn: string): Execution {
    const execution = executions.get(arn);
    if (!execution) throw serviceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  return {
    lost,
    find: (arn) => executions.get(arn),
    describe,
    list: (arn) => [...executions.values()].filter(({ stateMachineArn }) => stateMachineArn === arn).reverse(),
    put,
    end(execution, outcome) {
      const { executionArn: arn } = execution;
      file.finish(arn);
      const ended = put({ ...execution, ...outcome, stopDate: now() });
      for (const watcher of watchers.get(arn) ?? []) watcher(ended);
      watchers.delete(arn);
      return ended;
    },
    ended(arn) {
      const execution = describe(arn);
      if (execution.status !== 'RUNNING') return Promise.resolve(execution);
      return new Promise((resolve) => watchers.set(arn, [...(watchers.get(arn) ?? []), resolve]));
    },
  };
}
