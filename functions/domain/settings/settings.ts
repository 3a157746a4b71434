import * as z from 'zod';
import { openRecord } from '../open-record.ts';

/** `"30s"`, `"5m"`, `"2h"`, `"7d"`. */
export const durationText = z.string().regex(/^[1-9]\d{0,4}[smhd]$/, {
  message: 'a duration such as "30s", "5m", "2h" or "7d"',
  // How long it may be is said of a duration alone.
  abort: true,
});

const namespacePattern = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$|^[a-z0-9][-a-z0-9]*\*$/, 'the name of a namespace, or its beginning and *');

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

export function secondsOf(duration: string): number {
  return Number(duration.slice(0, -1)) * (SECONDS[duration.slice(-1)] ?? Number.NaN);
}

/** The machine itself lasts eight days. */
const LONGEST_SECONDS = 7 * 86_400;
export const timeout = durationText.refine((text) => secondsOf(text) <= LONGEST_SECONDS, 'a duration of at most 7d');
const cpuText = z.string().regex(/^([1-9]\d{0,2}|[1-9]\d{0,5}m)$/, 'an amount such as "500m" or "2"');

const operationFields = {
  resources: z
    .strictObject({ cpu: cpuText, memoryMiB: z.int().min(256).max(1_048_576) })
    .partial()
    .optional(),
  /** Until every snapshot is cut; default 5m. */
  snapshotTimeout: timeout.optional(),
  /** Until every snapshot is readyToUse; default 2h. */
  readyTimeout: timeout.optional(),
  /** How long a cluster or location may be unreachable; default 15m. */
  unreachableTimeout: timeout.optional(),
  /** A mover's pod must have started by then; default 10m. */
  moverStartTimeout: timeout.optional(),
  /** A mover may run that long; default 24h. */
  moverTimeout: timeout.optional(),
  /** The whole operation; default 7d. */
  operationTimeout: timeout.optional(),
  /** Movers at once on the cluster; default 5. */
  moverLimit: z.int().min(1).max(100).optional(),
  /** A volume's contents are all read, also where size and time are the same, once in so many runs; default 30, 0: never. */
  fullReadEvery: z.int().min(0).max(10_000).optional(),
};

/** What a backup, restore, schedule or validation may set for itself, within the bounds of its cluster: `boundsOf`. */
export const operationSettingsSchema = z.strictObject(operationFields);
export type OperationSettings = z.infer<typeof operationSettingsSchema>;

/**
 * What a cluster's admin sets for all its operations. What decides which program runs with which keys is here only: a
 * mover holds the key of a location and the password of a repository.
 */
export const settingsSchema = z.strictObject({
  ...operationFields,
  moverImage: z.string().min(1).max(300).optional(),
  // More of them would not fit into what a kubelet keeps of a pod's last words: 12 KiB for all its containers.
  volumesPerMover: z
    .int()
    .min(1)
    .max(8)
    .optional()
    .describe(
      'volumes that one Job may upload in turn, where that is expected to be short; default 8. Their claims are attached to one node together',
    ),
  limits: z
    .strictObject({ cpu: cpuText, memoryMiB: z.int().min(256).max(1_048_576) })
    .partial()
    .optional()
    .describe(
      'the most that an operation may set for itself; 4096 MiB and 2 CPUs, or what the cluster sets if that is more',
    ),
  systemNamespaces: z
    .array(namespacePattern)
    .max(100)
    .optional()
    .describe(
      'namespaces that want the admin scope, besides kube-*, openshift-* and the own one: a name, or its beginning and *',
    ),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A body of another thing than a cluster is told where these belong. */
export const CLUSTER_ONLY: ReadonlySet<string> = new Set(
  Object.keys(settingsSchema.shape).filter((name) => !Object.hasOwn(operationFields, name)),
);

/** Settings with every default filled in, frozen into an operation when it starts. */
export const resolvedSettingsSchema = openRecord({
  moverImage: z.string(),
  cpu: z.string(),
  memoryMiB: z.number(),
  snapshotTimeoutSeconds: z.number(),
  readyTimeoutSeconds: z.number(),
  unreachableTimeoutSeconds: z.number(),
  moverStartTimeoutSeconds: z.number(),
  moverTimeoutSeconds: z.number(),
  operationTimeoutSeconds: z.number(),
  moverLimit: z.number(),
  /** Absent in what began under an earlier release. */
  volumesPerMover: z.number().exactOptional(),
  /** Absent in what began under an earlier release. */
  fullReadEvery: z.number().exactOptional(),
});
export type ResolvedSettings = z.infer<typeof resolvedSettingsSchema>;

/** What a mover is promised; it takes what is free. More would keep the cluster's limit of movers off a small node. */
const CPU = '100m';

/** With daily backups, once a month. */
export const FULL_READ_EVERY = 30;

/** Later ones win. */
export function resolveSettings(moverImage: string, ...given: readonly Settings[]): ResolvedSettings {
  const merged: Settings = Object.assign({}, ...given);
  const resources: Settings['resources'] = Object.assign({}, ...given.map((one) => one.resources));
  return {
    moverImage: merged.moverImage ?? moverImage,
    cpu: resources?.cpu ?? CPU,
    memoryMiB: resources?.memoryMiB ?? 1024,
    snapshotTimeoutSeconds: secondsOf(merged.snapshotTimeout ?? '5m'),
    readyTimeoutSeconds: secondsOf(merged.readyTimeout ?? '2h'),
    unreachableTimeoutSeconds: secondsOf(merged.unreachableTimeout ?? '15m'),
    moverStartTimeoutSeconds: secondsOf(merged.moverStartTimeout ?? '10m'),
    moverTimeoutSeconds: secondsOf(merged.moverTimeout ?? '24h'),
    operationTimeoutSeconds: secondsOf(merged.operationTimeout ?? '7d'),
    moverLimit: merged.moverLimit ?? 5,
    volumesPerMover: merged.volumesPerMover ?? 8,
    fullReadEvery: merged.fullReadEvery ?? FULL_READ_EVERY,
  };
}
