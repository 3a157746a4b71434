import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { Fault } from '../errors.ts';
import { type BackupKey, sealPath } from '../location/location-layout.ts';
import { keptOutSchema, leftOutSchema } from './kept-out.ts';
import { sinceBeforeSchema } from './since-before.ts';

const bytes = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const sealedVolumeSchema = z.object({
  volumeId: z.string().min(1),
  namespace: z.string().min(1),
  pvc: z.string().min(1),
  pvcUid: z.string().min(1),
  method: z.enum(['csi', 'csi+offload', 'direct', 'portworx']).optional(),
  why: z.string(),
  volumeMode: z.enum(['Filesystem', 'Block']),
  capacityBytes: bytes,
  storageClass: z.string().optional(),
  accessModes: z.array(z.string()),
  driver: z.string().optional(),
  snapshotHandle: z.string().optional(),
  /** Below the prefix, with a slash at its end. */
  repository: z.string().optional(),
  kopiaSource: z.string().optional(),
  kopiaId: z.string().optional(),
  files: bytes.optional(),
  dirs: bytes.optional(),
  symlinks: bytes.optional(),
  bytes: bytes.optional(),
  /** Files with names that kopia cannot keep: `raw-names.tar` in a snapshot of its own; counted above. */
  rawNames: z.object({ kopiaId: z.string().min(1), entries: bytes, sum: sha256 }).optional(),
  fuzzy: z.boolean().optional(),
  outcome: z.enum(['Done', 'Excluded', 'NoData', 'Ephemeral', 'Gone']),
});
export type SealedVolume = z.infer<typeof sealedVolumeSchema>;

export const sealedPartSchema = z.object({
  key: z.string().min(1),
  sha256,
  count: z.int().min(0),
  /** Of the object; absent in seals of an earlier version. */
  bytes: bytes.optional(),
});
export type SealedPart = z.infer<typeof sealedPartSchema>;

/** What a backup is. Without it at the location, and whole, a backup does not exist. */
export const sealSchema = z.object({
  format: z.literal(1),
  backupId: z.string().min(1),
  installationId: z.string().min(1),
  clusterId: z.string().min(1),
  locationUid: z.string().min(1),
  name: z.string(),
  createdAt: z.string(),
  /** Of the last cut; absent when the backup has no volume with data. */
  cutAt: z.string().optional(),
  spec: z.record(z.string(), z.unknown()),
  /** Of a schedule; seals of an earlier version do not say. */
  sinceBefore: sinceBeforeSchema.optional(),
  /** Absent where nothing was, as the next. */
  keptOut: keptOutSchema.optional(),
  leftOut: leftOutSchema.optional(),
  labels: z.record(z.string(), z.string()),
  volumes: z.array(sealedVolumeSchema),
  parts: z.array(sealedPartSchema),
});
export type Seal = z.infer<typeof sealSchema>;

/**
 * Line 1 is the seal, line 2 `hmac-sha256:<hex>` over line 1's bytes: a person reads it with any tool, nobody edits it.
 * @param key of sealKey()
 */
export function renderSeal(seal: Seal, key: Uint8Array): Buffer {
  const line = JSON.stringify(sealSchema.parse(seal));
  return Buffer.from(`${line}\nhmac-sha256:${hmacOf(Buffer.from(line), key).toString('hex')}\n`);
}

/**
 * @param expected the backup that was asked for: one key seals all backups of a location, and a seal that was copied
 *   from another of them is none
 * @throws Fault Permanent `seal.invalid`, naming the object
 */
export function parseSeal(body: Uint8Array, key: Uint8Array, expected: BackupKey & { locationUid: string }): Seal {
  const name = sealPath(expected);
  const text = Buffer.from(body);
  const end = text.indexOf('\n');
  const line = text.subarray(0, Math.max(end, 0));
  const signature = /^hmac-sha256:([0-9a-f]{64})\n?$/.exec(text.subarray(end + 1).toString('latin1'))?.[1];
  if (end < 0 || !signature) throw invalid(name, 'it has not the two lines of a seal');
  if (!timingSafeEqual(Buffer.from(signature, 'hex'), hmacOf(line, key))) {
    throw invalid(name, 'its HMAC does not fit: it was altered, or the recovery key is another');
  }

  const seal = sealSchema.safeParse(JSON.parse(line.toString('utf8')));
  if (!seal.success) throw invalid(name, `it is not of format 1: ${z.prettifyError(seal.error).slice(0, 500)}`);
  const { backupId, clusterId, locationUid } = seal.data;
  if (backupId !== expected.backupId || clusterId !== expected.clusterId || locationUid !== expected.locationUid) {
    throw invalid(name, `it is the seal of another backup, ${backupId} of cluster ${clusterId}`);
  }
  return seal.data;
}

function hmacOf(line: Uint8Array, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(line).digest();
}

function invalid(name: string, why: string): Fault {
  return new Fault('seal.invalid', `${name}: ${why}`, { details: { key: name } });
}
