/**
 * An error inside an execution. `name` is what ASL's ErrorEquals sees, the message is the Cause: for a function's own error the
 * JSON `{errorType, errorMessage, trace}` that AWS hands on.
 */
export type Failure = Error & {
  /** Read by the engine: false for the errors that not even `States.ALL` may catch. */
  isRetryable: boolean;
  isCatchable: boolean;
};

export function failure(name: string, cause: string, options: { terminal?: boolean } = {}): Failure {
  const open = !options.terminal;
  return Object.assign(new Error(cause), { name, isRetryable: open, isCatchable: open });
}

/** States.DataLimitExceeded is terminal: `States.ALL` neither retries nor catches it. */
export function dataLimitExceeded(state: string): Failure {
  const cause = `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return failure('States.DataLimitExceeded', cause, { terminal: true });
}

/** Whatever a function threw, as the Lambda integration reports it. */
export function functionFailure(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const trace = (error.stack ?? '').split('\n').map((line) => line.trim());
  return failure(error.name, JSON.stringify({ errorType: error.name, errorMessage: error.message, trace }));
}
