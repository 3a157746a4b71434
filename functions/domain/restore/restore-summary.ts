import { OBJECT_OUTCOMES, type OutcomeCounts } from './restored-object.ts';

/** What the event of a restore's end says: what became of the backup's objects, and how many volumes came back. */
export function restoreSummaryOf(objects: OutcomeCounts, volumes: number): string {
  const fates = OBJECT_OUTCOMES.map((outcome) => `${objects[outcome]} ${outcome}`);
  const data = volumes === 0 ? 'the backup has no volumes' : `${counted(volumes, 'volume')} brought back`;
  return `objects: ${fates.join(', ')}; ${data}`;
}

/**
 * What the event of an undo's end says: how much of what the restore had made is gone, and what stays.
 * @param counts of the operation; one of an earlier release has `objects` only, those that were to go
 * @param stays in sentences
 */
export function undoSummaryOf(counts: Readonly<Record<string, number>>, stays: readonly string[]): string {
  const { removed = counts.objects ?? 0, volumes = 0, namespaces = 0 } = counts;
  const gone = [
    counted(removed, 'object'),
    ...(volumes > 0 ? [counted(volumes, 'volume')] : []),
    ...(namespaces > 0 ? [counted(namespaces, 'namespace')] : []),
  ];
  return `of what the restore made are gone: ${gone.join(', ')}; ${stays.join('; ') || 'nothing of it is left'}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
