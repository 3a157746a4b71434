import { createHash } from 'node:crypto';
import type { Operation } from '../operation/operation.ts';
import type { Volume } from '../volume/volume.ts';

/** What a backup has data of: claims, as `namespace/name`. Equal digests are equal claims. */
export interface Holding {
  digest: string;
  claims: ReadonlySet<string>;
}

type Standing = Pick<Operation, 'kind' | 'phase' | 'copyLostAt' | 'damagedAt'>;

export type IsWanted = (claim: string) => boolean;

/** It has Succeeded and, as far as it was looked at since, can be restored. What it holds is another question. */
export function isGood({ kind, phase, copyLostAt, damagedAt }: Standing): boolean {
  return kind === 'backup' && phase === 'Succeeded' && copyLostAt === undefined && damagedAt === undefined;
}

/** Good, and it lacks nothing that the whole one before it holds: only such a backup makes the newest good one newer. */
export function isWhole(operation: Standing & Pick<Operation, 'lacks'>): boolean {
  return isGood(operation) && operation.lacks === undefined;
}

/** By name, not by uid: a claim that was brought back by a restore takes the place of the one before. */
export function claimNameOf({ namespace, pvc }: Pick<Volume, 'namespace' | 'pvc'>): string {
  return `${namespace}/${pvc}`;
}

/** @param volumes of a backup that has Succeeded */
export function holdingOf(volumes: readonly Pick<Volume, 'namespace' | 'pvc' | 'phase'>[]): Holding {
  const claims = volumes.filter(({ phase }) => phase === 'Done').map(claimNameOf);
  const sorted = [...new Set(claims)].toSorted();
  return { digest: createHash('sha256').update(sorted.join('\n')).digest('hex'), claims: new Set(sorted) };
}

/** The wanted claims that the earlier backup has data of and the later one has not, in order. */
export function lacking(later: Holding, earlier: Holding, isWanted: IsWanted): string[] {
  if (later.digest === earlier.digest) return [];
  return [...earlier.claims].filter((claim) => !later.claims.has(claim) && isWanted(claim)).toSorted();
}

/** Whether the later backup may take the place of the earlier one. Both must be good for that. */
export function holdsAtLeast(later: Holding, earlier: Holding, isWanted: IsWanted): boolean {
  return lacking(later, earlier, isWanted).length === 0;
}
