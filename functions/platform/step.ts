import { Fault, failureOf, toFault } from '../domain/errors.ts';
import { executionEntry } from '../domain/operation/execution-entry.ts';
import { isOfKind, type Operation, type OperationOf, type Run } from '../domain/operation/operation.ts';
import type { Visit } from '../domain/operation/stages.ts';
import { POLLS_PER_EXECUTION, type StepResult, waitAfter, waiting } from '../domain/operation/step-result.ts';
import { openFreeze } from '../domain/rule/freeze.ts';
import type { Uses } from './services.ts';

/** What a Task state sends: which step, of which run. `state` is the whole state, where a step needs what failed. */
export interface StepPayload {
  step: string;
  run?: Run;
  state?: { failure?: { Error?: string; Cause?: string }; run?: Visit['last']; step?: Visit['last'] };
  /** When the machine entered the state; the same for every try of one visit. */
  enteredAt?: string;
  /** Of the first state only: the execution's input and its ARN. */
  input?: Partial<Run>;
  executionArn?: string;
}

type Kind = Operation['kind'];

export interface StepCall<Of extends Kind> {
  operation: OperationOf<Of>;
  run: Run;
  payload: StepPayload;
  /** How long this Task has been in its state, over all its turns; what an outage took does not count. */
  secondsInStage: number;
  /** How long the cluster or the location was away so far, in all. */
  outageSeconds: number;
  /** What is left of the function's time; a Task that has little left records its place and returns `waiting, 0`. */
  remainingMs(): number;
  /** `waiting`, for as long as the time in this state asks for, and no longer than until something is expected. */
  wait(counts?: Record<string, number>, bytes?: number, expectedInSeconds?: number): StepResult;
}

export type Step = (payload: StepPayload, remainingMs: () => number) => Promise<StepResult>;
export type Body<Of extends Kind> = (call: StepCall<Of>) => Promise<StepResult>;
type StepServices = Uses<'ledger' | 'clock' | 'log'>;

interface StepRules {
  /** It ends the operation, whatever was asked for meanwhile, and no fault of its own replaces why it ended. */
  endsOperation?: boolean;
  /** It runs whatever was asked for meanwhile; what goes wrong in it is why the operation ends, if nothing else was before. */
  ignoresWishes?: boolean;
  /** How often it looks before it returns to wait a second: the machine's Wait takes no less, and three transitions. */
  looks?: number;
}

export const PAUSE_MS = 200;

/** Of the function's time, for one more look at a cluster that is slow. */
const LOOK_RESERVE_MS = 40_000;
/** Of what is usually there in a moment. */
export const LOOKS = 4;

/** Faults of something outside that may come back: waited out, visibly, up to unreachableTimeout. */
const OUTAGES = new Set(['cluster.unreachable', 'location.unreachable']);
/** The shortest: what is away is rarely back in a second. */
const OUTAGE_RETRY_SECONDS = 5;

/**
 * Frames the body of a Task state: claims the epoch, obeys cancel and deadline, waits out an unreachable cluster or
 * location, hands over before the history is full, and records the first error before the machine sees it, so that the
 * reason survives whatever happens to the execution.
 * @param kind of the machine's operations: a record of another kind is refused
 */
export function step<Of extends Kind>(
  kind: Of,
  stage: string,
  services: StepServices,
  body: Body<Of>,
  rules: StepRules = {},
): Step {
  return async (payload, remainingMs) => {
    const run = runOf(payload.run);
    const { clock, ledger } = services;
    for (let looks = 1; ; looks += 1) {
      const operation = ofKind(kind, await ledger.enterStage(run, stage, visitOf(payload, looks > 1)), stage);
      const result = await turn(stage, services, body, rules, { operation, run, payload, remainingMs });
      const isBrief = result.status === 'waiting' && result.retryAfterSeconds === 1;
      if (!isBrief || looks >= (rules.looks ?? 1) || remainingMs() < LOOK_RESERVE_MS) return result;
      await clock.sleep(PAUSE_MS);
    }
  };
}

/** One whose wish is usually there in a moment: see StepRules. */
export function stepLookingOften<Of extends Kind>(kind: Of, stage: string, services: StepServices, body: Body<Of>) {
  return step(kind, stage, services, body, { looks: LOOKS });
}

/** The first state of a machine: claims the run for its execution; a run that ended or was taken over has nothing to do. */
export function planStep<Of extends Kind>(kind: Of, stage: string, services: StepServices, body: Body<Of>): Step {
  return async (payload, remainingMs) => {
    const { ledger, clock } = services;
    const run = runOf(payload.input);
    try {
      const entered = ofKind(kind, await ledger.enterStage(run, stage, visitOf(payload, false)), stage);
      const operation = ofKind(kind, await claim(entered, run, payload.executionArn ?? '', services), stage);
      if (run.epoch > 1) await ledger.adoptVolumes(run);
      if (operation.error) return { ...ended('failed'), ...run };
      const result = await turn(stage, services, body, {}, { operation, run, payload, remainingMs });
      return { ...result, ...run };
    } catch (thrown) {
      const fault = toFault(thrown);
      if (fault.code === 'execution.superseded') return { ...ended('nothing'), ...run };
      if (fault.disposition === 'Transient') throw fault;
      services.log.warn('plan failed', { ...run, code: fault.code, at: clock.now().toISOString() });
      return { ...ended('failed'), ...run };
    }
  };
}

function ofKind<Of extends Kind>(kind: Of, operation: Operation, stage: string): OperationOf<Of> {
  if (isOfKind(operation, kind)) return operation;
  const message = `${operation.operationId} is of kind ${operation.kind}, and ${stage} is a state of operations of kind ${kind}`;
  throw new Fault('internal', message);
}

/** The last result is that of the Task before, but for the first Task: its own is beside the others. */
function visitOf({ enteredAt, state }: StepPayload, again: boolean): Visit {
  const { counts, ...last } = state?.step ?? state?.run ?? {};
  if (!state?.step && !state?.run) return { enteredAt, again };
  return { enteredAt, last: { ...last, ...(counts ? { counts: finite(counts) } : {}) }, again };
}

/** What a machine tells comes into the row unseen, and no row may become one that cannot be read. */
function finite(counts: Record<string, unknown>): Record<string, number> {
  const numbers = Object.entries(counts).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
  return Object.fromEntries(numbers);
}

async function claim(operation: Operation, run: Run, arn: string, { ledger, clock }: StepServices): Promise<Operation> {
  if (operation.executionArn === arn && operation.phase === 'InProgress') return operation;
  const at = clock.now().toISOString();
  const others = operation.executions.filter((one) => one.arn !== arn);
  return await ledger.updateOperation(run, {
    phase: 'InProgress',
    startedAt: operation.startedAt ?? at,
    executionArn: arn,
    executions: [...others, executionEntry(operation.kind, { arn, epoch: run.epoch, startedAt: at })].slice(-10),
  });
}

async function turn<Of extends Kind>(
  stage: string,
  { ledger, clock, log }: StepServices,
  body: Body<Of>,
  rules: StepRules,
  given: Pick<StepCall<Of>, 'operation' | 'run' | 'payload' | 'remainingMs'>,
): Promise<StepResult> {
  const { operation, run } = given;
  const { secondsInStage, outageSeconds, stageStartedAt } = clocksOf(operation, clock.now());
  const wait: StepCall<Of>['wait'] = (counts = {}, bytes = 0, expectedInSeconds = Number.POSITIVE_INFINITY) => {
    const seconds = Math.min(waitAfter(secondsInStage), Math.max(1, Math.ceil(expectedInSeconds)));
    return waiting(seconds, counts, bytes);
  };
  try {
    if (!rules.endsOperation && !rules.ignoresWishes) obey(operation, clock.now());
    const result = await body({ ...given, secondsInStage, outageSeconds, wait }).catch(unlessPending(wait));
    if (operation.unreachableSince) {
      await ledger.updateOperation(run, { unreachableSince: undefined, outageSeconds, stageStartedAt });
    }
    const comesBack = result.status === 'waiting' || result.status === 'launch';
    // An application that stands still is not handed over.
    const isFull = operation.polls >= POLLS_PER_EXECUTION && !openFreeze(operation);
    return comesBack && isFull ? { ...result, status: 'continue' } : result;
  } catch (thrown) {
    const fault = toFault(thrown);
    log.warn('step failed', { stage, ...run, code: fault.code, reason: fault.message });
    if (fault.code === 'execution.superseded') throw fault;
    if (OUTAGES.has(fault.code) && fault.disposition === 'Transient') {
      return await waitOut(fault, operation, stage, { ledger, clock });
    }
    // what goes wrong while an operation ends never replaces why it ended
    if (fault.disposition !== 'Transient' && !rules.endsOperation)
      await ledger.recordError(run, failureOf(fault, stage));
    throw fault;
  }
}

/** A location that only Jobs reach answers later: the state comes back, and asks the same again. */
function unlessPending(wait: () => StepResult) {
  return (thrown: unknown): StepResult => {
    if (toFault(thrown).code !== 'location.pending') throw thrown;
    return wait();
  };
}

/** While the cluster or the location is away no state's clock runs, and no mover's: they may be away for long. */
function clocksOf({ stageStartedAt, createdAt, unreachableSince, outageSeconds = 0 }: Operation, now: Date) {
  const began = Date.parse(stageStartedAt ?? createdAt);
  const since = unreachableSince ? Math.max(began, Date.parse(unreachableSince)) : now.getTime();
  const away = now.getTime() - since;
  return {
    secondsInStage: (since - began) / 1000,
    outageSeconds: outageSeconds + away / 1000,
    stageStartedAt: new Date(began + away).toISOString(),
  };
}

async function waitOut(fault: Fault, operation: Operation, stage: string, { ledger, clock }: Uses<'clock' | 'ledger'>) {
  const now = clock.now();
  const since = operation.unreachableSince ?? now.toISOString();
  if (!operation.unreachableSince) await ledger.updateOperation(operation, { unreachableSince: since });
  const away = (now.getTime() - Date.parse(since)) / 1000;
  if (away < operation.spec.settings.unreachableTimeoutSeconds) {
    return waiting(Math.max(OUTAGE_RETRY_SECONDS, waitAfter(away)), { unreachable: 1 }, operation.bytes);
  }
  const message = `${fault.message}; it has been unreachable since ${since}`;
  const final = new Fault(fault.code, message, { cause: fault, disposition: 'Permanent' });
  if (stage !== 'CleanUp') await ledger.recordError(operation, failureOf(final, stage));
  throw final;
}

function obey(operation: Operation, now: Date): void {
  if (operation.cancelRequestedAt && !operation.sealingAt) {
    const message = `${operation.operationId} was cancelled by ${operation.cancelRequestedBy ?? 'unknown'}`;
    throw new Fault('operation.cancelled', message);
  }
  if (operation.abort) throw new Fault(operation.abort.code, operation.abort.message, { disposition: 'Permanent' });
  if (now.getTime() > Date.parse(operation.deadline)) {
    const message = `${operation.operationId} was not done by its deadline, ${operation.deadline}`;
    throw new Fault('operation.deadline', message);
  }
}

function runOf(given: Partial<Run> | undefined): Run {
  if (typeof given?.operationId !== 'string' || typeof given.epoch !== 'number') {
    throw new Fault('internal', 'the payload names no run');
  }
  return { operationId: given.operationId, epoch: given.epoch };
}

function ended(status: 'failed' | 'nothing'): StepResult {
  return { status, retryAfterSeconds: 0, counts: {}, bytes: 0 };
}
