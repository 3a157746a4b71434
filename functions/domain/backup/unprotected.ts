import type { Fault, FaultCode } from '../errors.ts';
import { type Unprotected, unprotectedSchema } from '../operation/backup-operation.ts';
import type { Operation } from '../operation/operation.ts';
import type { Volume, VolumePhase } from '../volume/volume.ts';
import { holdingOf, type IsWanted } from './good-backup.ts';

/** Why a volume is Gone. */
export const GONE = 'the claim was deleted before its cut';

/** On the row of an operation, which is written often. */
const MAX_UNPROTECTED = 50;
const MAX_WARNINGS = 10;
const MAX_OF_REASON = 500;
/** It had data, or nobody knows: somebody should look. */
const LOUD: ReadonlySet<Unprotected['outcome']> = new Set([
  'Gone',
  'NamespaceGone',
  'Lost',
  'Terminating',
  'Unsupported',
]);
/** Known when the backup is planned, and said by no volume. */
const OF_PLAN: ReadonlySet<Unprotected['outcome']> = new Set(['NamespaceGone', 'Lost', 'Terminating', 'Unsupported']);
/** Why a volume has failed that nothing of the backup's own doing could save. */
const OF_FAILURES: Partial<Record<FaultCode, Unprotected['outcome']>> = {
  'volume.lost': 'Lost',
  'volume.not_found': 'Gone',
  'volume.terminating': 'Terminating',
  'volume.unsupported_names': 'Unsupported',
  'method.unsupported': 'Unsupported',
};
/** What a volume's own phase says of it. */
const OF_PHASES: Partial<Record<VolumePhase, Unprotected['outcome']>> = {
  Gone: 'Gone',
  Excluded: 'Excluded',
  NoData: 'NoData',
  Ephemeral: 'Ephemeral',
};

/** What a backup's record says at its end of what it holds, and of what it does not. */
export function coverageOf(
  operation: Pick<Operation, 'unprotected' | 'warnings' | 'letGo'>,
  volumes: readonly Volume[],
  succeeded: boolean,
): Pick<Operation, 'holds' | 'unprotected' | 'warnings'> {
  const unprotected = unprotectedOf(operation, volumes);
  const { claims, digest } = holdingOf(volumes, operation.letGo);
  return {
    unprotected: unprotected.slice(0, MAX_UNPROTECTED),
    warnings: [...new Set([...operation.warnings, ...warningsOf(unprotected)])],
    ...(succeeded ? { holds: { volumes: claims.size, digest } } : {}),
  };
}

/** What of its selection a backup has no data of, the loud ones first: what was gone when it was planned, and what its volumes say. */
function unprotectedOf(planned: Pick<Operation, 'unprotected'>, volumes: readonly Volume[]): Unprotected[] {
  const ofPlan = (planned.unprotected ?? []).filter(({ outcome }) => OF_PLAN.has(outcome));
  const claims = volumes.flatMap(({ namespace, pvc, phase, why, reason, mayBeLeftOut }): Unprotected[] => {
    const plain = OF_PHASES[phase];
    if (plain) {
      const said = { namespace, pvc, outcome: plain, reason: why };
      return [phase === 'Excluded' && mayBeLeftOut ? { ...said, allowedBy: mayBeLeftOut } : said];
    }
    const outcome = phase === 'Failed' && reason ? OF_FAILURES[reason.code] : undefined;
    return outcome && reason ? [{ namespace, pvc, outcome, reason: reason.message.slice(0, MAX_OF_REASON) }] : [];
  });
  const loudness = (one: Unprotected) => (isLoud(one) ? 2 : 0) + (one.allowedBy ? 1 : 0);
  return [...ofPlan, ...claims].toSorted((a, b) => loudness(b) - loudness(a));
}

function isUnprotected(value: unknown): value is Unprotected {
  return unprotectedSchema.safeParse(value).success;
}

/** The claims for which a backup cannot even be planned, as the fault of planVolumes names them. */
export function refusedBy({ details: { volumes } }: Fault): Unprotected[] {
  const refused = Array.isArray(volumes) ? volumes.filter(isUnprotected) : [];
  return refused
    .filter(({ outcome }) => OF_PLAN.has(outcome))
    .map((one) => ({ ...one, reason: one.reason.slice(0, MAX_OF_REASON) }));
}

export function isLoud({ outcome, meant }: Unprotected): boolean {
  return LOUD.has(outcome) && !meant;
}

/** The same, with what a schedule says may be deleted marked as meant. */
export function withMeant(unprotected: readonly Unprotected[], isWanted: IsWanted): Unprotected[] {
  return unprotected.map((one) => {
    const { meant: _, ...said } = one;
    const isMeant = LOUD.has(one.outcome) && !isWanted(`${one.namespace}/${one.pvc ?? ''}`);
    return isMeant ? { ...said, meant: true } : said;
  });
}

/** Of a namespace that is gone PlanBackup has warned. */
function warningsOf(unprotected: readonly Unprotected[]): string[] {
  const gone = unprotected.filter(({ outcome }) => outcome === 'Gone').map(sentenceOf);
  const leftOut = unprotected.filter(({ allowedBy }) => allowedBy).map(sentenceOf);
  return [
    ...fewOf(gone, 'more claims were deleted before their cuts'),
    ...fewOf(leftOut, 'more claims were left out, since their data cannot be read'),
  ];
}

function sentenceOf({ namespace, pvc, reason, allowedBy }: Unprotected): string {
  return `${namespace}/${pvc}: ${reason}${allowedBy ? `; left out by ${allowedBy}` : ''}`;
}

function fewOf(sentences: readonly string[], what: string): string[] {
  const said = sentences.slice(0, MAX_WARNINGS);
  const more = sentences.length - said.length;
  return more > 0 ? [...said, `${more} ${what}`] : said;
}
