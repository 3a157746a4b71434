import * as z from 'zod';
import { openRecord } from '../open-record.ts';
import { clusterRefSchema } from './refs.ts';

// By state: where it stopped when its time was up, so that its next Task goes on from there.

export const backupCheckpoints = openRecord({
  /** The unit up to which all are collected, by their order. */
  CollectResources: z.string().exactOptional(),
  /** Namespaces of which something was kept out: the last units look there for what refers to it. */
  keptOutIn: z.array(z.string()).exactOptional(),
  /** By backup, the volumes whose local snapshots give way. */
  MakeRoom: z.record(z.string(), z.array(z.string())).exactOptional(),
});
export type GivingWay = NonNullable<z.infer<typeof backupCheckpoints>['MakeRoom']>;

const placeShape = {
  /** Parts before this one, in restore order, are done. */
  part: z.number(),
  /** Objects of it before this one are done. */
  object: z.number(),
};

/** How far the objects of a backup have been created: whole parts, then objects of the part, then those begun. */
const restorePlaceSchema = openRecord({
  ...placeShape,
  /** Objects before this one may have been created by a turn that did not live to say so. */
  begun: z.number(),
  /** 0: all objects; after that those that the target has refused so far, once more. */
  round: z.number(),
});
export type RestorePlace = z.infer<typeof restorePlaceSchema>;

export const restoreCheckpoints = openRecord({
  CheckTarget: openRecord(placeShape).exactOptional(),
  /** The namespaces that it makes: decided once, before the first. */
  CreateTargetNamespaces: z.array(z.string()).exactOptional(),
  RestoreResources: restorePlaceSchema.exactOptional(),
  /** The batch on record whose owners were set last. */
  LinkOwners: openRecord({ part: z.number(), from: z.number() }).exactOptional(),
  CheckRestored: openRecord({ part: z.number() }).exactOptional(),
});
export type RestoreCheckpoints = z.infer<typeof restoreCheckpoints>;

export const deletionCheckpoints = openRecord({
  /** The clusters that Jobs of this deletion may be on; the last is the one they run on. */
  jobClusters: z.array(clusterRefSchema).exactOptional(),
  /** The location is gone, or refuses; what is there stays. */
  locationLeft: z.literal(true).exactOptional(),
});
export type DeletionCheckpoints = z.infer<typeof deletionCheckpoints>;

/** Which manifest parts are to be read; see docs/adr/0055. */
const partsToReadSchema = openRecord({
  /** All of a backup of which the store dates anything later; absent: of every backup. */
  since: z.string().exactOptional(),
  /** Of the others the parts whose hashes begin so. */
  prefixes: z.array(z.string()),
});
export type PartsToRead = z.infer<typeof partsToReadSchema>;

/** The row, the backup in it, and the part of that. */
const nextPartSchema = z.tuple([z.number(), z.number(), z.number()]);
export type NextPart = z.infer<typeof nextPartSchema>;

const readSealsSchema = openRecord({
  /** Which part of the work it is in. */
  part: z.enum(['backups', 'doubted', 'parts', 'copies', 'done']),
  cursor: z.string().exactOptional(),
  reads: partsToReadSchema,
  /** What is read next. */
  next: nextPartSchema.exactOptional(),
  /** The next row. */
  n: z.number(),
  startedAt: z.string(),
  lost: z.number(),
});
export type ReadSealsCheckpoint = z.infer<typeof readSealsSchema>;

export const maintenanceCheckpoints = openRecord({
  ReadSeals: readSealsSchema.exactOptional(),
  /** `n`: the next of the rows that ReadSeals wrote; -1 when all are done. */
  RemoveOrphans: openRecord({ n: z.number(), orphans: z.number(), bytes: z.number() }).exactOptional(),
});
export type RemoveOrphansCheckpoint = NonNullable<z.infer<typeof maintenanceCheckpoints>['RemoveOrphans']>;
