import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import { isObject } from '../json.ts';
import type { AslDefinition, AslState } from './definition.ts';
import { LONGEST_SECONDS } from './limits.ts';

/**
 * The definition as the engine is given it. Paths, Choice, Catch and transitions stay the engine's; time does not:
 * - a Wait becomes a Task, and the machine's and the Tasks' timeouts leave, because the engine waits with timers that nobody can move;
 * - Retry leaves, because the engine would go on retrying a Task after StopExecution. `run-task.ts` retries instead;
 * - `$$.Execution.StartTime` is overwritten by the engine with the real time, and `$$.State.Name` is unknown to it.
 */
export function engineForm(definition: AslDefinition): StateMachineDefinition {
  const states = Object.entries(definition.States).map(([name, state]) => [
    name,
    withContext(engineState(state), name),
  ]);
  return { StartAt: definition.StartAt, States: Object.fromEntries(states) } as StateMachineDefinition;
}

function engineState(state: AslState): AslState {
  if (state.Type === 'Wait') return waitAsTask(state);
  if (state.Type !== 'Task') return state;
  const { Retry: _retry, ...rest } = state;
  return { ...rest, TimeoutSeconds: LONGEST_SECONDS } as AslState;
}

function waitAsTask(state: AslState): AslState {
  const { Seconds: seconds, SecondsPath: path, ...rest } = state;
  const Parameters = path === undefined ? { seconds } : { 'seconds.$': path };
  return { ...rest, Type: 'Task', Resource: 'wait', Parameters, ResultPath: null, TimeoutSeconds: LONGEST_SECONDS };
}

function withContext<T>(value: T, stateName: string): T {
  if (Array.isArray(value)) return value.map((item: unknown) => withContext(item, stateName)) as T;
  if (value === '$$.Execution.StartTime') return '$$.Started.Time' as T;
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    if (key.endsWith('.$') && inner === '$$.State.Name') return [key.slice(0, -2), stateName];
    return [key, withContext(inner, stateName)];
  });
  return Object.fromEntries(entries) as T;
}
