import type { Operation } from './operation.ts';

type Filled =
  | 'phase'
  | 'epoch'
  | 'polls'
  | 'executions'
  | 'losses'
  | 'counts'
  | 'bytes'
  | 'createdAt'
  | 'updatedAt'
  | 'deadline'
  | 'warnings'
  | 'residuals'
  | 'labels';
type Open<Row> = Row extends unknown ? Omit<Row, Filled> & Partial<Pick<Row, Filled & keyof Row>> : never;

/** What one new operation has other than the next. */
export type NewOperation = Open<Operation>;

/** The row of an operation that nobody has started yet. */
export function newOperation<Given extends NewOperation>(
  given: Given,
  now: Date,
  timeoutSeconds = given.spec.settings.operationTimeoutSeconds,
) {
  const at = now.toISOString();
  const filled: Pick<Operation, Filled> = {
    phase: 'Pending',
    epoch: 1,
    polls: 0,
    executions: [],
    losses: 0,
    counts: {},
    bytes: 0,
    createdAt: at,
    updatedAt: at,
    deadline: new Date(now.getTime() + timeoutSeconds * 1000).toISOString(),
    warnings: [],
    residuals: [],
    labels: {},
  };
  return { ...filled, ...given };
}
