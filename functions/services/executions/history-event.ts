import type { HistoryEvent as SfnEvent } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { HistoryEvent } from '../../domain/operation/execution-history.ts';

/** What the Task got of its function: see machine-input.ts and step-result.ts. */
const answerSchema = z.object({
  Payload: z.object({
    status: z.string().optional().catch(undefined),
    counts: z.record(z.string(), z.number()).optional().catch(undefined),
    bytes: z.number().optional().catch(undefined),
  }),
});

/** The cause of a function that failed is JSON, with its trace; people want its message. */
const causeSchema = z.object({ errorMessage: z.string() });
const MAX_CAUSE = 500;

const FAILED = ['taskFailed', 'taskTimedOut', 'taskSubmitFailed', 'taskStartFailed', 'lambdaFunctionFailed'] as const;
const ENDED = ['executionFailed', 'executionAborted', 'executionTimedOut'] as const;

/** undefined for what says nothing new: that a Task was scheduled is in its start, how a Choice chose in what comes next. */
export function historyEventOf(event: SfnEvent): HistoryEvent | undefined {
  const { timestamp, type = '', stateEnteredEventDetails, stateExitedEventDetails, taskSucceededEventDetails } = event;
  const at = (timestamp ?? new Date(0)).toISOString();
  if (stateEnteredEventDetails?.name) {
    return { at, kind: 'entered', state: stateEnteredEventDetails.name, type: type.replace(/StateEntered$/, '') };
  }
  if (stateExitedEventDetails?.name) return { at, kind: 'left', state: stateExitedEventDetails.name };
  if (type === 'TaskScheduled') return { at, kind: 'begun' };
  if (type === 'TaskSucceeded') return { at, kind: 'answered', ...answerIn(taskSucceededEventDetails?.output) };
  for (const kind of FAILED) {
    const details = event[`${kind}EventDetails`];
    if (details) return { at, kind: 'failed', error: details.error ?? 'States.Runtime', ...causeIn(details.cause) };
  }
  for (const kind of ENDED) {
    const details = event[`${kind}EventDetails`];
    if (details)
      return { at, kind: 'ended', ...(details.error ? { error: details.error } : {}), ...causeIn(details.cause) };
  }
  return type.startsWith('Execution') && type !== 'ExecutionStarted' ? { at, kind: 'ended' } : undefined;
}

function answerIn(output: string | undefined) {
  const { status, counts, bytes } = parsed(answerSchema, output)?.Payload ?? {};
  return { ...(status ? { status } : {}), ...(counts ? { counts } : {}), ...(bytes === undefined ? {} : { bytes }) };
}

export function causeIn(cause: string | undefined): { cause?: string } {
  const said = parsed(causeSchema, cause)?.errorMessage ?? cause;
  return said ? { cause: said.slice(0, MAX_CAUSE) } : {};
}

function parsed<Shape>(schema: z.ZodType<Shape>, text: string | undefined): Shape | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined; // cut off by Step Functions, or not JSON
  }
}
