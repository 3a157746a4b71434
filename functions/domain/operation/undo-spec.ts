import type { ResolvedSettings } from '../settings/settings.ts';

/** Clears what one restore made. */
export interface UndoSpec {
  restore: string;
  /** Also of a restore that has succeeded. */
  force: boolean;
  settings: ResolvedSettings;
}
