import type { Operation } from './operation.ts';

/** What every new operation has. */
function blank(at: string) {
  return {
    phase: 'Pending' as const,
    epoch: 1,
    polls: 0,
    executions: [],
    losses: 0,
    counts: {},
    bytes: 0,
    createdAt: at,
    updatedAt: at,
    deadline: at,
    warnings: [],
    residuals: [],
    labels: {},
  } satisfies Partial<Operation>;
}

type Filled = keyof ReturnType<typeof blank>;
type Open<Row> = Row extends unknown ? Omit<Row, Filled> & Partial<Pick<Row, Filled & keyof Row>> : never;

/** What one new operation has other than the next. */
export type NewOperation = Open<Operation>;

/** The row of an operation that nobody has started yet. */
export function newOperation<Given extends NewOperation>(
  given: Given,
  now: Date,
  timeoutSeconds = given.spec.settings.operationTimeoutSeconds,
) {
  const deadline = new Date(now.getTime() + timeoutSeconds * 1000).toISOString();
  const filled: Pick<Operation, Filled> = { ...blank(now.toISOString()), deadline };
  return { ...filled, ...given };
}
