import { createHash } from 'node:crypto';
import type { Operation } from '../operation/operation.ts';
import type { Volume } from '../volume/volume.ts';

/** What a backup has data of, as `namespace/name`, and what it lacks by somebody's wish. Equal digests are equal in both. */
export interface Holding {
  digest: string;
  claims: ReadonlySet<string>;
  /** Namespaces that were let go, and claims that were excluded. */
  letGo: ReadonlySet<string>;
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

/** By what the selection says, or an annotation on it; not since its data could not be read. */
export function isExcluded({ phase, mayBeLeftOut }: Pick<Volume, 'phase' | 'mayBeLeftOut'>): boolean {
  return phase === 'Excluded' && mayBeLeftOut === undefined;
}

/** @param volumes of a backup that has Succeeded */
export function holdingOf(
  volumes: readonly Pick<Volume, 'namespace' | 'pvc' | 'phase' | 'mayBeLeftOut'>[],
  namespaces: readonly string[] = [],
): Holding {
  const claims = volumes.filter(({ phase }) => phase === 'Done').map(claimNameOf);
  const sorted = [...new Set(claims)].toSorted();
  const letGo = [...namespaces, ...volumes.filter(isExcluded).map(claimNameOf)];
  const told = [...sorted, ...letGo.toSorted().map((name) => `-${name}`)];
  const digest = createHash('sha256').update(told.join('\n')).digest('hex');
  return { digest, claims: new Set(sorted), letGo: new Set(letGo) };
}

/** The wanted claims that the earlier backup has data of and the later one has not, in order. */
export function lacking(later: Holding, earlier: Holding, isWanted: IsWanted): string[] {
  if (later.digest === earlier.digest) return [];
  const isLetGo = (claim: string) => later.letGo.has(claim) || later.letGo.has(claim.slice(0, claim.indexOf('/')));
  return [...earlier.claims]
    .filter((claim) => !later.claims.has(claim) && !isLetGo(claim) && isWanted(claim))
    .toSorted();
}

/** Whether the later backup may take the place of the earlier one. Both must be good for that. */
export function holdsAtLeast(later: Holding, earlier: Holding, isWanted: IsWanted): boolean {
  return lacking(later, earlier, isWanted).length === 0;
}
