import type { ResolvedSettings } from '../settings/settings.ts';

/** `spec` of an operation of kind `delete`; its refs name the backup's cluster and location as the backup has them. */
export interface DeletionSpec {
  backup: string;
  because: string;
  /** Goes on where the location refuses, or no cluster reaches the repositories: what stays is said. */
  force: boolean;
  /** Of a backup that is Deleted, and whose seal a maintenance has found at the location again. */
  again?: true;
  settings: ResolvedSettings;
}
