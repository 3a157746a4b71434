import type { Failure } from '../errors.ts';
import type { OperationKind } from '../ids.ts';
import type { Finding, Maintained } from '../location/maintenance.ts';
import { type Phase, TERMINAL_PHASES } from './phase.ts';
import type { OperationRefs, Ref } from './refs.ts';

/** It has ended, and nothing of it is left that somebody would have to come back for. */
export function isOver({ phase, residuals, nextTryAt }: Pick<Operation, 'phase' | 'residuals' | 'nextTryAt'>): boolean {
  return TERMINAL_PHASES.has(phase) && residuals.length === 0 && nextTryAt === undefined;
}

/** One backup, restore, validation …: the record that a state machine drives, one execution (epoch) at a time. */
export interface Operation<Spec = unknown> {
  operationId: string;
  kind: OperationKind;
  name: string;
  phase: Phase;
  /** The state it is in, by the name the state machine gives it. */
  stage?: string;
  stageStartedAt?: string;
  epoch: number;
  /** Task runs of this epoch; see POLLS_PER_EXECUTION. */
  polls: number;
  executionArn?: string;
  /** Newest last, at most ten. */
  executions: { arn: string; epoch: number; startedAt: string }[];
  /** How often this epoch has begun its state. */
  turns?: number;
  /** Executions that were lost since it got further between two losses, continuations not counted; see countLoss. */
  losses: number;
  /** How far it had got by then; absent before the first loss, and in rows of an earlier release. */
  reached?: Reached;
  spec: Spec;
  refs: OperationRefs;
  /** The ended operation that this one does over. */
  retryOf?: string;
  /** Which slot of which schedule a backup is for. */
  slot?: Slot;
  /** The run of the same schedule that it waits for; until that is over nobody starts it. */
  queuedBehind?: string;
  /** Nobody and nothing deletes it until a person takes the hold off. */
  legalHold?: { at: string; by: string; reason: string };
  /** Of a backup that is going, or went: by whose wish, and which operation does it. */
  deletion?: Deletion;
  counts: Record<string, number>;
  bytes: number;
  /** Of a backup that has ended: what of `bytes` went over the network. */
  uploadedBytes?: number;
  createdAt: string;
  createdBy: string;
  startedAt?: string;
  /** When selection, methods and volume rows were complete; a takeover does not plan again. */
  plannedAt?: string;
  /** The deadline of the whole operation. */
  deadline: string;
  updatedAt: string;
  finishedAt?: string;
  /**
   * From then on local copies are to be released: of a failed backup its own; of a schedule's success those whose turn has
   * come. It stays among the open ones until they are.
   */
  copiesUntil?: string;
  /**
   * Of a deletion that has failed after the seal was gone: when another one goes on. It stays among the open ones until
   * another one has taken the backup over.
   */
  nextTryAt?: string;
  /** None of its local copies will ever be released again: they are gone, or are the backup. */
  copiesReleasedAt?: string;
  /** When all that follows an end was done: retention, a queued run, notifications. */
  settledAt?: string;
  /** When those who want to know of the end had been told, or given up. */
  notifiedAt?: string;
  /** By the uid of a receiver: when it took the message of the end. */
  notified?: Record<string, string>;
  /** By the uid of a receiver: how often it was tried in vain, and when it is tried again; never, without `nextAt`. */
  undelivered?: Record<string, { tries: number; nextAt?: string; reason: string }>;
  cancelRequestedAt?: string;
  cancelRequestedBy?: string;
  /** Set by a takeover that must not go on: the machine only cleans up and ends. */
  abort?: Failure;
  sealingAt?: string;
  /** Since when the cluster or the location has not answered; gone as soon as one does. */
  unreachableSince?: string;
  /** How long the cluster or the location was away, in all outages that are over. */
  outageSeconds?: number;
  sealSha256?: string;
  /** Attempts at making a repository that have failed, by namespace. */
  repositoryFailures?: Record<string, number>;
  /** Leases on repositories, or on a location's maintenance, that it may hold; an end on any path gives them back. */
  repositoryLeases?: string[];
  /** Of a backup: since when its seal has not been at its location, though nobody deleted it. */
  copyLostAt?: string;
  /** Of a backup: since when its repositories have been known to lack data that it needs. */
  damagedAt?: string;
  /** The claims whose data is lacking, as `namespace/name`; at most 100. */
  damagedVolumes?: string[];
  /** Backups that this operation has found damaged, and that nobody knew to be; at most 100. */
  damagedBackups?: string[];
  /** Of a backup that has Succeeded: claims that it has data of; rows of an earlier release say it in their volumes only. */
  holds?: { volumes: number; digest: string };
  /** Of a backup: what of its selection it has no data of, and why; as many as fit, the loud ones first. */
  unprotected?: Unprotected[];
  /** Of a schedule's backup: claims that the whole backup before it has data of, and this one has not, by nobody's wish. */
  lacks?: Lack & { than: string };
  /** Of a schedule's backup that retention keeps beyond its turn: claims that no newer one has data of. */
  onlyDataOf?: Lack & { since: string };
  /** Of a maintenance: what it found amiss at the location, and how much of it the location did not know of. */
  findings?: Finding[];
  newFindings?: number;
  /** Of a maintenance: when it began to read seals and manifest parts, once it has read all that it was to. */
  partsReadAt?: string;
  /** Of a maintenance: which holding of its lease it works under; see Leases. */
  leaseToken?: number;
  /** Of a maintenance: what it came to in each repository, as many as fit. */
  maintained?: Maintained[];
  /** When CleanUp had done what it could; what it could not is in `residuals`. */
  cleanedAt?: string;
  /** When a restore found all that was sealed in its place, or a validation nothing amiss: from here it has succeeded. */
  checkedAt?: string;
  /**
   * Of a restore: the namespaces that it made, with the uid of each that its own create is known to have made. Absent
   * before it makes any, and in records of before there was one.
   */
  madeNamespaces?: { name: string; uid?: string }[];
  /** Of a restore: which operation clears what it made, and what stayed all the same. */
  undo?: { operationId: string; at: string; by: string; doneAt?: string; left?: string[] };
  /** How far a Task that slices its work has got, by state name; what a place looks like is the Task's own affair. */
  places?: Record<string, string>;
  /** The first error wins; errors of clean-up never replace it. */
  error?: Failure;
  warnings: string[];
  residuals: Residual[];
  requestHash?: string;
  labels: Record<string, string>;
}

/** The last three have failed the backup. */
export const UNPROTECTED = [
  'Excluded',
  'NoData',
  'Ephemeral',
  'Gone',
  'NamespaceGone',
  'Lost',
  'Terminating',
  'Unsupported',
] as const;

/** How far an operation had got when its executions were lost: of each the most that any of them had reached. */
export interface Reached {
  /** States in which one was lost. */
  stages: string[];
  /** Digests of how far Tasks that slice their work had got. */
  places: string[];
  /** Volumes by how far each is, in all. */
  steps: number;
  parts: number;
  bytes: number;
  /** Losses since the last advance of executions that only waited, and could. */
  waits: number;
}

/** A claim, or all of a namespace, that a backup has no data of. */
export interface Unprotected {
  namespace: string;
  /** Absent for a namespace. */
  pvc?: string;
  outcome: (typeof UNPROTECTED)[number];
  /** In a sentence. */
  reason: string;
  /** The schedule says that it may be deleted. */
  meant?: true;
  /** Of a claim that has data which cannot be read: by whose word it was left out. */
  allowedBy?: string;
}

/** Claims as `namespace/name`, as many as fit, and how many there are. */
export interface Lack {
  claims: string[];
  count: number;
}

/** One moment at which a schedule fires. */
export interface Slot {
  schedule: Ref;
  /** The entries of its policy that fall on this moment: one run, which all of them count. */
  entries: string[];
  /** UTC, whole seconds: `2026-11-26T02:00:00Z`. */
  scheduledTime: string;
  /** Run after the slot was missed, once, as the schedule's policy asks. */
  late?: true;
  /** Somebody asked for it: it is for no slot, and counts for the entry. */
  onDemand?: true;
}

/** Why, and by which operation, a backup goes. */
export interface Deletion {
  operationId: string;
  at: string;
  by: string;
  /** The reason; rows of an earlier release say by whom once more. */
  because: string;
  /** What it was before; it is that again when the deletion ends before it has taken anything. */
  from: Phase;
  doneAt?: string;
  /** What could not be removed and why, in sentences; nobody comes back for it. */
  left?: string[];
}

/** What one new operation has other than the next. */
export type NewOperation<Spec> = Pick<
  Operation<Spec>,
  'operationId' | 'kind' | 'name' | 'spec' | 'refs' | 'createdBy'
> &
  Partial<Omit<Operation, 'spec'>>;

/** The row of an operation that nobody has started yet. */
export function newOperation<Spec>(given: NewOperation<Spec>, now: Date, timeoutSeconds: number): Operation<Spec> {
  const at = now.toISOString();
  return {
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
    ...given,
  };
}

/** Something of ours on a cluster that would not go; the sweep comes back for it. */
export interface Residual {
  kind: string;
  namespace?: string;
  name: string;
  reason: string;
}

/** What each Task is told: which operation, and which of its executions is speaking. */
export interface Run {
  operationId: string;
  epoch: number;
}
