import type { BackupOperation } from '../../domain/operation/operation.ts';
import { openFreeze } from '../../domain/rule/freeze.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { currentGroup, inPhase } from '../../domain/volume/volume-sets.ts';

/**
 * The volumes whose snapshots are looked at now. Where rules quiesce applications, they are those of the group that stands still,
 * or of one that has thawed and is cut, or has thawed too early and is cut all the same.
 */
export function groupToCut<Row extends Pick<Volume, 'phase' | 'group'>>(
  { freezes, spec }: Pick<BackupOperation, 'freezes' | 'spec'>,
  volumes: readonly Row[],
): Row[] {
  if (!spec.rules) return currentGroup(volumes);
  const last = freezes?.at(-1);
  const isToCut =
    openFreeze({ freezes }) !== undefined || last?.cutAt !== undefined || last?.crashConsistent !== undefined;
  return inPhase(volumes, 'Pending', 'SnapshotPending').filter(({ group }) => isToCut && group === last?.group);
}

/**
 * Those of them that a snapshot is asked for. Once all of a frozen group are cut there is none, whoever has deleted one since: a
 * Task that is delivered late, or a second time, cuts nothing of an application that runs.
 */
export function groupToRequest<Row extends Pick<Volume, 'phase' | 'group'>>(
  operation: Pick<BackupOperation, 'freezes' | 'spec'>,
  volumes: readonly Row[],
): Row[] {
  const isCut = operation.spec.rules && operation.freezes?.at(-1)?.cutAt !== undefined;
  return isCut ? [] : groupToCut(operation, volumes);
}
