import * as z from 'zod';
import { clusterSpecSchema, clusterStatusSchema } from '../../domain/cluster/cluster-spec.ts';
import type { Page } from '../../domain/cursor.ts';
import { Fault } from '../../domain/errors.ts';
import { locationSpecSchema, locationStatusSchema } from '../../domain/location/location-spec.ts';
import { notificationSpecSchema, notificationStatusSchema } from '../../domain/notification/notification-spec.ts';
import { openRecord, time } from '../../domain/open-record.ts';
import { lacksSchema } from '../../domain/operation/backup-operation.ts';
import type { ClusterRef, Ref } from '../../domain/operation/refs.ts';
import { ruleSpecSchema } from '../../domain/rule/rule-spec.ts';
import { policySpecSchema } from '../../domain/schedule/policy-spec.ts';
import { scheduleSpecSchema } from '../../domain/schedule/schedule-spec.ts';

/** What people make, change and refer to by name: of each kind what it is, and what was found out about it. */
export const CATALOG_KINDS = {
  cluster: { spec: clusterSpecSchema, status: clusterStatusSchema },
  location: { spec: locationSpecSchema, status: locationStatusSchema },
  policy: { spec: policySpecSchema, status: openRecord({}) },
  /** `applied`: names of the schedules of EventBridge that were made for it. */
  schedule: { spec: scheduleSpecSchema, status: openRecord({ applied: z.array(z.string()).exactOptional() }) },
  notification: { spec: notificationSpecSchema, status: notificationStatusSchema },
  rule: { spec: ruleSpecSchema, status: openRecord({}) },
};
type CatalogKinds = typeof CATALOG_KINDS;
export type CatalogKind = keyof CatalogKinds;

/** What each has, whatever its kind. */
export const itemSchema = openRecord({
  /** DNS-1123 label. */
  name: z.string(),
  uid: z.string(),
  /** Raised by each change of the spec, never by status. */
  generation: z.int().describe('the ETag'),
  /** Where the secret values are; never the values. */
  secretArn: z.string().exactOptional(),
  createdAt: time,
  createdBy: z.string(),
  updatedAt: time,
  lastRequest: openRecord({ key: z.string(), hash: z.string() }).exactOptional(),
  deletingAt: z.string().exactOptional(),
});
export type CatalogItem<Kind extends CatalogKind = CatalogKind> = z.infer<typeof itemSchema> & {
  kind: Kind;
  spec: z.output<CatalogKinds[Kind]['spec']>;
  status: z.output<CatalogKinds[Kind]['status']>;
};
export type ClusterItem = CatalogItem<'cluster'>;
export type LocationItem = CatalogItem<'location'>;
export type PolicyItem = CatalogItem<'policy'>;
export type ScheduleItem = CatalogItem<'schedule'>;
export type NotificationItem = CatalogItem<'notification'>;

export function refOf({ name, uid }: Pick<CatalogItem, 'name' | 'uid'>): Ref {
  return { name, uid };
}

export function clusterRefOf({ name, uid, status }: Pick<ClusterItem, 'name' | 'uid' | 'status'>): ClusterRef {
  return { name, uid, clusterId: status.clusterId };
}

export type CatalogChange<Kind extends CatalogKind = CatalogKind> = Pick<
  CatalogItem<Kind>,
  'kind' | 'name' | 'uid' | 'spec' | 'secretArn' | 'lastRequest'
>;

export interface Catalog {
  /** @returns the item that is there when the same Idempotency-Key made it; @throws Fault `name.taken`, `request.idempotency_mismatch` */
  create<Kind extends CatalogKind>(item: CatalogItem<Kind>): Promise<{ created: boolean; item: CatalogItem<Kind> }>;
  read<Kind extends CatalogKind>(kind: Kind, name: string): Promise<CatalogItem<Kind> | undefined>;
  /** By name, those that are there and can be read; a name twice is once. */
  readMany<Kind extends CatalogKind>(
    kind: Kind,
    names: Iterable<string>,
  ): Promise<ReadonlyMap<string, CatalogItem<Kind>>>;
  list<Kind extends CatalogKind>(kind: Kind, cursor?: string, limit?: number): Promise<Page<CatalogItem<Kind>>>;
  /** Writes the spec and raises the generation; status stays. @throws Fault `request.precondition_failed` when the generation is another one */
  update<Kind extends CatalogKind>(item: CatalogChange<Kind>, fromGeneration: number): Promise<CatalogItem<Kind>>;
  /** Sets attributes of the status; the generation stays. Nothing happens when name or uid is gone. */
  writeStatus(kind: CatalogKind, name: string, uid: string, status: Record<string, unknown>): Promise<void>;
  /** `object.in_use` with its users, else removes it; `by`: leaves a tombstone that says who removed it. */
  remove(kind: CatalogKind, name: string, fromGeneration?: number, how?: Removal): Promise<void>;
  /** Things that were removed, by name and uid; secrets apart as they were. */
  listRemoved<Kind extends CatalogKind>(kind: Kind, cursor?: string, limit?: number): Promise<Page<RemovedItem<Kind>>>;
  /** The one of that name that was removed last. */
  readRemoved<Kind extends CatalogKind>(kind: Kind, name: string): Promise<RemovedItem<Kind> | undefined>;
  /** Called by a user of X before it relies on X; withdraws and throws `object.in_use` when X is going. */
  addUse(used: { kind: CatalogKind; name: string }, user: { kind: string; name: string }): Promise<void>;
  /** Who has said so; one whose own removal died half-way may be among them. */
  readUsers(used: { kind: CatalogKind; name: string }): Promise<User[]>;
  removeUse(used: { kind: CatalogKind; name: string }, user: { kind: string; name: string }): Promise<void>;
}

export interface Removal {
  by?: string;
  /** By force: ends all users; none comes meanwhile. Where it throws nothing is removed; what has ended stays so. */
  evict?: ((users: readonly User[]) => Promise<void>) | undefined;
}

export interface User {
  kind: string;
  name: string;
}

export const removalSchema = openRecord({
  at: time,
  by: z.string(),
  forced: z.boolean().describe('there were users, which were ended'),
});
export type RemovedItem<Kind extends CatalogKind = CatalogKind> = CatalogItem<Kind> & {
  removed: z.infer<typeof removalSchema>;
};

/** What a repository needs so that it is created once and never again. */
export interface Repositories {
  exists(key: RepositoryKey): Promise<boolean>;
  /** @param repositoryId kopia's own name of it */
  recordCreated(key: RepositoryKey, repositoryId?: string): Promise<void>;
  read(key: RepositoryKey): Promise<RepositoryRow | undefined>;
  /** Sets attributes of one that is there; undefined removes one. */
  note(key: RepositoryKey, notes: RepositoryNotes): Promise<void>;
  /** All of a location, with when they were maintained last. */
  list(locationUid: string): Promise<RepositoryRow[]>;
  recordMaintained(
    key: RepositoryKey,
    maintained: { at: string; full: boolean; bytes?: number | undefined },
  ): Promise<void>;
  /** Nothing of it is at the location any more: the next backup makes it anew. */
  forget(key: RepositoryKey): Promise<void>;
}

export const repositorySchema = openRecord({
  locationUid: z.string(),
  clusterId: z.string(),
  namespace: z.string(),
  maintainedAt: z.string().exactOptional(),
  fullyMaintainedAt: z.string().exactOptional(),
  /** Of all its blobs when it was maintained last. */
  bytes: z.int().exactOptional(),
  /** kopia's own name of it. Absent in rows of an earlier version, until a mover says it. */
  repositoryId: z.string().exactOptional(),
  /** When an upload last found that it lacks data which its index has; due for a repair until `repairedAt` is later. */
  corruptAt: z.string().exactOptional(),
  /** Uploads that were launched before, and volumes that were saved last before, may lean on what is lost. */
  repairedAt: z.string().exactOptional(),
  /** The newest snapshots that uploads have saved, `<backupId>/<token>`, newest last. */
  lastSaved: z.array(z.string()).exactOptional(),
  /** Sealed snapshots that were damaged when they were looked at last, as keepTokenOf has them. */
  doubted: z.array(z.string()).exactOptional(),
  /** Since when it cannot be opened; see saysUnopened. */
  unopenedAt: z.string().exactOptional(),
});
export type RepositoryRow = z.infer<typeof repositorySchema>;

export type RepositoryNotes = {
  [Name in 'repositoryId' | 'corruptAt' | 'repairedAt' | 'lastSaved' | 'doubted' | 'unopenedAt']?:
    | RepositoryRow[Name]
    | undefined;
};

export interface RepositoryKey {
  locationUid: string;
  clusterId: string;
  namespace: string;
}

/** A fenced lease: one holder at a time, taken over only once expired; `token` rises with each change of holder. */
export interface Leases {
  /** The token when `holder` has it now (again), else undefined. */
  acquire(name: string, holder: string, ttlSeconds: number): Promise<number | undefined>;
  release(name: string, holder: string): Promise<void>;
  /** All that have a holder, expired or not. */
  listHeld(): Promise<HeldLease[]>;
  /** Takes the holder off, if it is still this one, and has not renewed it; the token stays. */
  clear(lease: HeldLease): Promise<boolean>;
}

export interface HeldLease {
  name: string;
  holder: string;
  expiresAt: string;
}

/** What of a schedule runs, what waits, and how far its slots were looked through. */
export const slotStateSchema = openRecord({
  scheduleUid: z.string(),
  /** The name in the catalogue. */
  schedule: z.string(),
  /** The operation that runs; it may be over already, and not settled. */
  running: z.string().exactOptional(),
  /** The operation that begins after it. */
  queued: z.string().exactOptional(),
  /** Slots up to here have their record. */
  checkedUntil: z.string(),
  /** The newest slot that was missed and is to be run late. */
  lateFor: z.string().exactOptional(),
  /** The slot for which a run has begun last; those that were missed before it need no late run. */
  begunFor: z.string().exactOptional(),
  /** When the newest whole backup (domain/good-backup.ts) began, and which one it is. */
  newestGoodAt: z.string().exactOptional(),
  newestGood: z.string().exactOptional(),
  /** What the newest run lacks that an earlier one has, if it does. */
  lacking: openRecord({ ...lacksSchema.shape, backup: z.string() }).exactOptional(),
  /** Backups that stay beyond their turn, since no newer one has all that they have. */
  outlasting: openRecord({ backups: z.array(z.string()), count: z.number() }).exactOptional(),
});
export type SlotState = z.infer<typeof slotStateSchema>;

export interface Slots {
  /** Once per schedule. */
  begin(scheduleUid: string, schedule: string, checkedUntil: string): Promise<void>;
  read(scheduleUid: string): Promise<SlotState | undefined>;
  /** By schedule's uid, those that are there; a uid twice is once. */
  readMany(scheduleUids: Iterable<string>): Promise<ReadonlyMap<string, SlotState>>;
  list(): Promise<SlotState[]>;
  /** With its schedule. */
  close(scheduleUid: string): Promise<void>;
  /** It runs from now on, if nothing does, or it does already, or what runs is `over`; a late run is not needed any more. */
  claim(scheduleUid: string, run: { operationId: string; slot: string }, over?: string): Promise<boolean>;
  /** It waits for what runs; false when nothing runs, or another one waits. */
  queue(scheduleUid: string, operationId: string): Promise<boolean>;
  /** What waits runs from now on, if what ran is `over`. */
  promote(scheduleUid: string, over: string, queued: string): Promise<boolean>;
  /** It runs no more; false when another one waits for it and has to be promoted. */
  release(scheduleUid: string, operationId: string): Promise<boolean>;
  note(
    scheduleUid: string,
    changes: {
      [Name in keyof Omit<SlotState, 'scheduleUid' | 'running' | 'queued' | 'begunFor'>]?: SlotState[Name] | undefined;
    },
  ): Promise<void>;
}

export function notFound(kind: CatalogKind, name: string): Fault {
  return new Fault(`${kind}.not_found`, `there is no ${kind} ${name}`);
}
