import type { BackupOperation } from '../../domain/operation/operation.ts';
import { openFreeze } from '../../domain/rule/freeze.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { currentGroup, inPhase } from '../../domain/volume/volume-sets.ts';

/**
 * The volumes that may be cut now. Where rules quiesce applications, they are those of the group that stands still, or of one that
 * has thawed too early and is cut all the same: a Task that is delivered late cuts nothing of an application that runs.
 */
export function groupToCut<Row extends Pick<Volume, 'phase' | 'group'>>(
  { freezes, spec }: Pick<BackupOperation, 'freezes' | 'spec'>,
  volumes: readonly Row[],
): Row[] {
  if (!spec.rules) return currentGroup(volumes);
  const last = freezes?.at(-1);
  const open = openFreeze({ freezes }) ?? (last?.crashConsistent === undefined ? undefined : last);
  return inPhase(volumes, 'Pending', 'SnapshotPending').filter(({ group }) => group === open?.group);
}
