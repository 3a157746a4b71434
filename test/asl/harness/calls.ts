import type { Life } from './mortal.ts';

/** What a state machine sends a step, and how the harness sees it. */
export interface Call {
  functionName: string;
  payload: unknown;
  life: Life;
  /** Runs the function; again for a second delivery. */
  next: () => Promise<unknown>;
}
export type Intercept = (call: Call) => Promise<unknown>;

/** What a test changes while the control plane runs. */
export interface State {
  intercept: Intercept | undefined;
  /** Whether status changes of executions reach the reconciler. */
  deliver: boolean;
  /** Whether the store does not answer the control plane. */
  locationDown: boolean;
  /** If set: of invocations that ask the location every other one is told to come back. Whether each was. */
  pending: Map<Life, boolean> | undefined;
}
