import * as z from 'zod';
import { failureSchema } from '../failure.ts';
import { openRecord, time } from '../open-record.ts';
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
  state: z.string().meta({ description: 'as the state machine names it', example: 'CheckOffloads' }),
  epoch: z.int().describe('of which execution; see `executions`'),
  enteredAt: time,
  leftAt: time.exactOptional().describe('absent while it is there, and for the state in which an execution was lost'),
  visits: z.int().describe('how often its function ran: once for each look at what it waits for'),
  retries: z.int().describe('how often its function ran once more for the same visit, after an error or a timeout'),
  failure: z.string().exactOptional().describe('the code of the fault with which it ended'),
  counts: z.record(z.string(), z.number()).exactOptional().describe('what its function said last'),
  bytes: z.int().exactOptional(),
});
export type Stage = z.infer<typeof stageSchema>;

/** What the row of every operation has. */
export const recordShape = {
  operationId: z.string(),
  name: z.string(),
  phase: z.enum(PHASES),
  stage: z.string().exactOptional().describe('the state of the state machine that it is in'),
  stageStartedAt: time.exactOptional(),
  /** When the machine entered that state, as it says; the same for every try of one visit. */
  visitedAt: z.string().exactOptional(),
  /** The newest MAX_STAGES. Absent in rows of an earlier release, empty where they cannot be read. */
  stages: z.array(stageSchema).catch([]).exactOptional(),
  epoch: z.int(),
  /** Task runs of this epoch; see POLLS_PER_EXECUTION. */
  polls: z.number(),
  executionArn: z.string().exactOptional(),
  executions: z
    .array(
      openRecord({
        arn: z.string(),
        epoch: z.int(),
        startedAt: time,
        definition: z
          .string()
          .exactOptional()
          .meta({ description: 'which definition of its state machine it runs by', example: '9f2c41d0' }),
      }),
    )
    .describe('the newest 10'),
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
  bytes: z.int().min(0),
  createdAt: time,
  createdBy: z.string(),
  startedAt: time.exactOptional(),
  /** When what it has to do was known, and written; a takeover does not plan again. */
  plannedAt: z.string().exactOptional(),
  /** The deadline of the whole operation. */
  deadline: time,
  updatedAt: time,
  finishedAt: time.exactOptional(),
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
  cancelRequestedAt: time.exactOptional(),
  cancelRequestedBy: z.string().exactOptional(),
  /** Set by a takeover that must not go on: the machine only cleans up and ends. */
  abort: failureSchema.exactOptional(),
  /** Since when the cluster or the location has not answered; gone as soon as one does. */
  unreachableSince: time.exactOptional(),
  /** How long the cluster or the location was away, in all outages that are over. */
  outageSeconds: z.number().exactOptional(),
  /** And that nobody knew to be damaged. */
  damagedBackups: z
    .array(z.string())
    .exactOptional()
    .describe('backups that this operation has found to lack data, at most 100'),
  /** When CleanUp had done what it could; what it could not is in `residuals`. */
  cleanedAt: z.string().exactOptional(),
  /** The first error wins; errors of clean-up never replace it. */
  error: failureSchema.exactOptional(),
  warnings: z.array(z.string()),
  residuals: z.array(residualSchema),
  requestHash: z.string().exactOptional(),
  labels: z.record(z.string(), z.string()),
};
