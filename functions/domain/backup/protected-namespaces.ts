import type { BackupOperation } from '../operation/operation.ts';
import { isGood } from './good-backup.ts';
import { askedOf, type Selection } from './selection-spec.ts';

/** Whether it takes all of a namespace, but what somebody excludes. */
export function takesAll({ resourceTypes, resourceLabelSelector }: Selection): boolean {
  return resourceTypes === undefined && resourceLabelSelector === undefined;
}

type Standing = Pick<BackupOperation, 'kind' | 'phase' | 'copyLostAt' | 'damagedAt' | 'lacks' | 'spec'>;

/** The namespaces that can be brought back from it as a whole, as far as it was looked at since. */
export function protectedBy(backup: Standing): string[] {
  const { lacks, spec } = backup;
  const { namespaces, partly = [] } = spec.selection;
  if (!isGood(backup) || !takesAll(askedOf(spec.selection))) return [];
  // Which others lack something nobody has written down.
  if (lacks && lacks.count > lacks.claims.length) return [];
  const without = new Set([...partly, ...(lacks?.claims ?? []).map((claim) => claim.slice(0, claim.indexOf('/')))]);
  return namespaces.filter((name) => !without.has(name));
}
