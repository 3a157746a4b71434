import type { BackupSpec } from '../domain/backup/backup-spec.ts';
import { FULL_READ_EVERY, type ResolvedSettings } from '../domain/settings/settings.ts';
import type { MoverSettings, Reading } from '../services/mover/mover.ts';

/** Of infra/cluster: a mover never preempts an application. */
const PRIORITY_CLASS = 'snapferry-mover';

/**
 * @param outageSeconds in which the cluster could start nothing, or could not be asked
 * @param memoryDoubled after the kernel killed a mover for memory
 */
export function moverSettingsOf(
  settings: ResolvedSettings,
  { outageSeconds = 0, memoryDoubled = false }: { outageSeconds?: number; memoryDoubled?: boolean } = {},
): MoverSettings {
  return {
    image: settings.moverImage,
    memoryMiB: settings.memoryMiB * (memoryDoubled ? 2 : 1),
    cpu: settings.cpu,
    priorityClass: PRIORITY_CLASS,
    activeDeadlineSeconds: settings.moverTimeoutSeconds,
    startTimeoutSeconds: settings.moverStartTimeoutSeconds + outageSeconds,
  };
}

export function readingOf({ fullRead = false, settings }: Pick<BackupSpec, 'fullRead' | 'settings'>): Reading {
  return { full: fullRead, fullEvery: settings.fullReadEvery ?? FULL_READ_EVERY };
}
