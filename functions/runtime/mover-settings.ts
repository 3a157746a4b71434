import type { ResolvedSettings } from '../domain/settings.ts';
import type { MoverSettings } from '../services/mover/mover.ts';

/** @param memoryDoubled after the kernel killed a mover for memory */
export function moverSettingsOf(settings: ResolvedSettings, memoryDoubled = false): MoverSettings {
  return {
    image: settings.moverImage,
    memoryMiB: settings.memoryMiB * (memoryDoubled ? 2 : 1),
    cpu: settings.cpu,
    activeDeadlineSeconds: settings.moverTimeoutSeconds,
    startTimeoutSeconds: settings.moverStartTimeoutSeconds,
  };
}
