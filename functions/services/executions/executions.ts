import type { OperationKind } from '../../domain/ids.ts';
import type { ExecutionStatus, HistoryEvent } from '../../domain/operation/execution-history.ts';
import type { Run } from '../../domain/operation/operation.ts';

/** What Step Functions keeps of an execution, for 90 days after its end. */
export interface ExecutionState {
  status: ExecutionStatus;
  startedAt?: string;
  endedAt?: string;
  error?: string;
  cause?: string;
}

/** Executions of the state machines. */
export interface Executions {
  /** Starts `<operationId>-<epoch>` with `{operationId, epoch}`; started before is the same execution. Returns its ARN. */
  start(kind: OperationKind, run: Run): Promise<string>;
  /** undefined when there is none of that ARN. */
  describe(arn: string): Promise<ExecutionState | undefined>;
  /** The machine's definition as it was when the execution began; undefined when there is no execution of that ARN. */
  definitionOf(arn: string): Promise<string | undefined>;
  /**
   * One page of its history, oldest first.
   * @param token of the page before; undefined for the first one
   * @throws Fault Rejected `request.cursor_invalid` for a token that is not one of this execution's
   */
  readHistory(arn: string, token: string | undefined): Promise<{ events: HistoryEvent[]; next?: string } | undefined>;
  /** The emergency brake: no further state runs; the reconciler takes over. */
  stop(arn: string, error: string, cause: string): Promise<void>;
}
