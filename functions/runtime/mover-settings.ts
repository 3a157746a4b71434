import type { ResolvedSettings } from '../domain/settings.ts';
import type { MoverSettings } from '../services/mover/mover.ts';

/** Of infra/cluster: a mover never preempts an application. */
const PRIORITY_CLASS = 'snapferry-mover';

/** @param memoryDoubled after the kernel killed a mover for memory */
export function moverSettingsOf(settings: ResolvedSettings, memoryDoubled = false): MoverSettings {
  return {
    image: settings.moverImage,
    memoryMiB: settings.memoryMiB * (memoryDoubled ? 2 : 1),
    cpu: settings.cpu,
    priorityClass: PRIORITY_CLASS,
    activeDeadlineSeconds: settings.moverTimeoutSeconds,
    startTimeoutSeconds: settings.moverStartTimeoutSeconds,
  };
}
