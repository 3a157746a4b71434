import type { Operation } from '../operation/operation.ts';
import { isLoud } from './unprotected.ts';

type Told = Pick<Operation, 'operationId' | 'kind' | 'phase' | 'slot' | 'lacks' | 'onlyDataOf' | 'unprotected'>;

/** A success without data that somebody counts on: what it selected was gone, or it lacks what the one before has. */
export function isReduced({ kind, phase, lacks, unprotected = [] }: Omit<Told, 'operationId' | 'slot' | 'onlyDataOf'>) {
  return kind === 'backup' && phase === 'Succeeded' && (lacks !== undefined || unprotected.some(isLoud));
}

/** What a backup lacks, and why one is kept, in sentences that begin with a code; of a schedule's backup only. */
export function warnOfLacks({ slot, lacks, onlyDataOf }: Pick<Told, 'slot' | 'lacks' | 'onlyDataOf'>): string[] {
  const schedule = slot?.schedule.name;
  const remedy = `if that is meant, name them in mayBeDeleted of schedule ${schedule}`;
  return [
    ...(lacks ? [`backup.reduced: no data of ${namesOf(lacks)}, which ${lacks.than} has; ${remedy}`] : []),
    ...(onlyDataOf
      ? [
          `backup.outlasting: retention keeps this backup since ${onlyDataOf.since}, as no newer one has data of ` +
            `${namesOf(onlyDataOf)}; ${remedy}, or delete the backup with ?force=true`,
        ]
      : []),
  ];
}

const MAX_NAMED = 5;

/** `shop/data, shop/logs and 3 more claims` */
export function namesOf({ claims, count }: { claims: readonly string[]; count: number }): string {
  const named = claims.slice(0, MAX_NAMED);
  const more = count - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more claims` : named.join(', ');
}
