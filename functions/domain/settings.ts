import * as z from 'zod';

/** `"30s"`, `"5m"`, `"2h"`, `"7d"`. */
export const durationText = z.string().regex(/^[1-9]\d{0,4}[smhd]$/, 'a duration such as "30s", "5m", "2h" or "7d"');

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 };

export function secondsOf(duration: string): number {
  const unit = duration.slice(-1) as keyof typeof SECONDS;
  return Number(duration.slice(0, -1)) * SECONDS[unit];
}

/** What a cluster's admin may set for all its operations, and a backup or restore for itself. */
export const settingsSchema = z.strictObject({
  moverImage: z.string().min(1).max(300).optional(),
  resources: z
    .strictObject({
      cpu: z.string().regex(/^\d+m?$/, 'an amount such as "500m" or "2"'),
      memoryMiB: z.int().min(256).max(1_048_576),
    })
    .partial()
    .optional(),
  /** Until every snapshot is cut; default 5m. */
  snapshotTimeout: durationText.optional(),
  /** Until every snapshot is readyToUse; default 2h. */
  readyTimeout: durationText.optional(),
  /** How long a cluster or location may be unreachable; default 15m. */
  unreachableTimeout: durationText.optional(),
  /** A mover's pod must have started by then; default 10m. */
  moverStartTimeout: durationText.optional(),
  /** A mover may run that long; default 24h. */
  moverTimeout: durationText.optional(),
  /** The whole operation; default 7d. */
  operationTimeout: durationText.optional(),
  /** Movers at once on the cluster; default 5. */
  moverLimit: z.int().min(1).max(100).optional(),
  /** A volume's contents are all read, also where size and time are the same, once in so many runs; default 30, 0: never. */
  fullReadEvery: z.int().min(0).max(10_000).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Settings with every default filled in, frozen into an operation when it starts. */
export interface ResolvedSettings {
  moverImage: string;
  cpu: string;
  memoryMiB: number;
  snapshotTimeoutSeconds: number;
  readyTimeoutSeconds: number;
  unreachableTimeoutSeconds: number;
  moverStartTimeoutSeconds: number;
  moverTimeoutSeconds: number;
  operationTimeoutSeconds: number;
  moverLimit: number;
  /** Absent in what began under an earlier release. */
  fullReadEvery?: number;
}

/** What a mover is promised; it takes what is free. More would keep the cluster's limit of movers off a small node. */
const CPU = '100m';

/** With daily backups, once a month. */
export const FULL_READ_EVERY = 30;

/** Later ones win. */
export function resolveSettings(moverImage: string, ...given: readonly Settings[]): ResolvedSettings {
  const merged: Settings = Object.assign({}, ...given);
  const resources = Object.assign({}, ...given.map(({ resources }) => resources)) as Settings['resources'];
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
    fullReadEvery: merged.fullReadEvery ?? FULL_READ_EVERY,
  };
}
