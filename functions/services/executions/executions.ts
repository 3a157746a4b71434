import type { OperationKind } from '../../domain/ids.ts';
import type { Run } from '../../domain/operation/operation.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

/** Executions of the state machines. */
export interface Executions {
  /** Starts `<operationId>-<epoch>` with `{operationId, epoch}`; started before is the same execution. Returns its ARN. */
  start(kind: OperationKind, run: Run): Promise<string>;
  /** undefined when there is none of that ARN. */
  describe(arn: string): Promise<{ status: ExecutionStatus; error?: string; cause?: string } | undefined>;
  /** The emergency brake: no further state runs; the reconciler takes over. */
  stop(arn: string, error: string, cause: string): Promise<void>;
}
