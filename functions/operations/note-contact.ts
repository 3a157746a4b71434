import type { Operation } from '../domain/operation/operation.ts';
import type { ClusterRef } from '../domain/operation/refs.ts';
import type { Uses } from '../platform/services.ts';
import { isoNow } from '../services/clock/clock.ts';

/** Kinds whose first Task and whose success are answers of the cluster; a deletion may end without any. */
const TALKING: ReadonlySet<Operation['kind']> = new Set(['backup', 'restore', 'undo']);

/** When the cluster of an operation is known to have answered last. One that is sealed succeeds without its cluster, too. */
export function answeredAt({ kind, phase, plannedAt, finishedAt, residuals }: Operation): string | undefined {
  const isClean = phase === 'Succeeded' && residuals.length === 0;
  if (isClean && (TALKING.has(kind) || kind === 'validation')) return finishedAt;
  return TALKING.has(kind) ? plannedAt : undefined;
}

/**
 * The cluster has answered: if the last look at it found that it does not, that is over, and nobody is warned of it until the
 * next look. Only what is out of date is written; another reason is not disproved by an answer.
 * @param at when it answered
 */
export async function noteContact({ catalog }: Uses<'catalog'>, { name, uid }: ClusterRef, at: string): Promise<void> {
  const item = await catalog.read('cluster', name);
  if (item?.uid !== uid || item.status.reason?.code !== 'cluster.unreachable' || at <= item.status.validatedAt) return;
  await catalog.writeStatus('cluster', name, uid, { reason: undefined, lastValidAt: at });
}

/** It answers now. */
export async function noteContactNow(services: Uses<'catalog' | 'clock'>, ref: ClusterRef): Promise<void> {
  await noteContact(services, ref, isoNow(services.clock));
}
