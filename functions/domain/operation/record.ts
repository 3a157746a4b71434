import * as z from 'zod';
import { failureSchema } from '../failure.ts';
import { openRecord } from '../open-record.ts';
import { PHASES } from './phase.ts';
import { operationRefsSchema } from './refs.ts';

/** Something of ours on a cluster that would not go; the sweep comes back for it. */
const residualSchema = openRecord({
  kind: z.string(),
  namespace: z.string().exactOptional(),
  name: z.string(),
  reason: z.string(),
});
export type Residual = z.infer<typeof residualSchema>;

/** How far an operation had got when its executions were lost: of each the most that any of them had reached. */
const reachedSchema = openRecord({
  /** States in which one was lost. */
  stages: z.array(z.string()),
  /** Digests of how far Tasks that slice their work had got. */
  places: z.array(z.string()),
  /** Volumes by how far each is, in all. */
  steps: z.number(),
  parts: z.number(),
  bytes: z.number(),
  /** Losses since the last advance of executions that only waited, and could. */
  waits: z.number(),
});
export type Reached = z.infer<typeof reachedSchema>;

/** How one state went in one epoch: what is left of it when Step Functions has forgotten the execution. */
const stageSchema = openRecord({
  state: z.string(),
  epoch: z.number(),
  enteredAt: z.string(),
  /** When the machine went on, for the last time. Absent while it is there, and when its execution was lost there. */
  leftAt: z.string().exactOptional(),
  /** How often its Task ran, each look at what it waits for being one. */
  visits: z.number(),
  /** How often its Task ran once more for the same visit: after an error, a timeout, or because it was delivered twice. */
  retries: z.number(),
  /** The code of the fault with which it ended. */
  failure: z.string().exactOptional(),
  /** What its Task said last; of one that went wrong, what it had said before. */
  counts: z.record(z.string(), z.number()).exactOptional(),
  bytes: z.number().exactOptional(),
});
export type Stage = z.infer<typeof stageSchema>;

/** What the row of every operation has. */
export const recordShape = {
  operationId: z.string(),
  name: z.string(),
  phase: z.enum(PHASES),
  /** The state it is in, by the name the state machine gives it. */
  stage: z.string().exactOptional(),
  stageStartedAt: z.string().exactOptional(),
  /** When the machine entered that state, as it says; the same for every try of one visit. */
  visitedAt: z.string().exactOptional(),
  /**
   * How each state went, of each epoch; the newest MAX_STAGES. Absent in rows of an earlier release; a row whose stages
   * cannot be read has none.
   */
  stages: z.array(stageSchema).catch([]).exactOptional(),
  epoch: z.number(),
  /** Task runs of this epoch; see POLLS_PER_EXECUTION. */
  polls: z.number(),
  executionArn: z.string().exactOptional(),
  /** Newest last, at most ten. */
  executions: z.array(openRecord({ arn: z.string(), epoch: z.number(), startedAt: z.string() })),
  /** How often this epoch has begun its state. */
  turns: z.number().exactOptional(),
  /** Executions that were lost since it got further between two losses, continuations not counted; see countLoss. */
  losses: z.number(),
  /** How far it had got by then; absent before the first loss, and in rows of an earlier release. */
  reached: reachedSchema.exactOptional(),
  refs: operationRefsSchema,
  /** The ended operation that this one does over. */
  retryOf: z.string().exactOptional(),
  counts: z.record(z.string(), z.number()),
  bytes: z.number(),
  createdAt: z.string(),
  createdBy: z.string(),
  startedAt: z.string().exactOptional(),
  /** When what it has to do was known, and written; a takeover does not plan again. */
  plannedAt: z.string().exactOptional(),
  /** The deadline of the whole operation. */
  deadline: z.string(),
  updatedAt: z.string(),
  finishedAt: z.string().exactOptional(),
  /** When all that follows an end was done: retention, a queued run, notifications. */
  settledAt: z.string().exactOptional(),
  /** When those who want to know of the end had been told, or given up. */
  notifiedAt: z.string().exactOptional(),
  /** By the uid of a receiver: when it took the message of the end. */
  notified: z.record(z.string(), z.string()).exactOptional(),
  /** By the uid of a receiver: how often it was tried in vain, and when it is tried again; never, without `nextAt`. */
  undelivered: z
    .record(z.string(), openRecord({ tries: z.number(), nextAt: z.string().exactOptional(), reason: z.string() }))
    .exactOptional(),
  cancelRequestedAt: z.string().exactOptional(),
  cancelRequestedBy: z.string().exactOptional(),
  /** Set by a takeover that must not go on: the machine only cleans up and ends. */
  abort: failureSchema.exactOptional(),
  /** Since when the cluster or the location has not answered; gone as soon as one does. */
  unreachableSince: z.string().exactOptional(),
  /** How long the cluster or the location was away, in all outages that are over. */
  outageSeconds: z.number().exactOptional(),
  /** Backups that this operation has found damaged, and that nobody knew to be; at most 100. */
  damagedBackups: z.array(z.string()).exactOptional(),
  /** When CleanUp had done what it could; what it could not is in `residuals`. */
  cleanedAt: z.string().exactOptional(),
  /** The first error wins; errors of clean-up never replace it. */
  error: failureSchema.exactOptional(),
  warnings: z.array(z.string()),
  residuals: z.array(residualSchema),
  requestHash: z.string().exactOptional(),
  labels: z.record(z.string(), z.string()),
};
