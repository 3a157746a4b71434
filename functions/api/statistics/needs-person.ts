import type * as z from 'zod';
import { expiryWarnings } from '../../domain/cluster/credential-expiry.ts';
import { whyNotValid } from '../../domain/location/location-spec.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { ClusterItem, LocationItem, SlotState } from '../../services/catalog/catalog.ts';
import { type needsPersonAnswer, REASONS } from './answers.ts';

type NeedsPerson = z.input<typeof needsPersonAnswer>;

const MOST_OF_A_LOCATION = 20;

export function pathOf({ kind, operationId }: Operation): string {
  if (kind === 'backup') return `/v1/backups/${operationId}`;
  return kind === 'restore' ? `/v1/restores/${operationId}` : `/v1/operations/${operationId}`;
}

/** The gravest first, then the newest. */
export function inOrder(items: readonly NeedsPerson[]): NeedsPerson[] {
  return items.toSorted((a, b) => {
    const graver = REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason);
    return graver === 0 ? ((a.at ?? '') < (b.at ?? '') ? 1 : -1) : graver;
  });
}

/**
 * A failure that a later run has made good needs nobody.
 * @param states of all schedules, by uid
 */
export function needOfFailed(operation: Operation, states: ReadonlyMap<string, SlotState>): NeedsPerson[] {
  const { operationId, kind, name, phase, slot, error, freezes = [] } = operation;
  if (phase !== 'Failed' && phase !== 'Missed') return [];
  const isUnthawed = freezes.some(({ thawFailed }) => thawFailed !== undefined);
  const goodAt = slot && states.get(slot.schedule.uid)?.newestGoodAt;
  if (!isUnthawed && goodAt && goodAt > operation.createdAt) return [];
  const reason = isUnthawed ? 'thaw_failed' : phase === 'Missed' ? 'missed' : 'failed';
  const message = error?.message ?? (phase === 'Missed' ? 'no run came of this slot' : 'it failed');
  const at = operation.finishedAt ?? operation.createdAt;
  return [{ reason, kind, name, id: operationId, at, message, path: pathOf(operation) }];
}

export function needOfResiduals(operation: Operation): NeedsPerson[] {
  const { operationId, kind, name, residuals, finishedAt } = operation;
  const [first] = residuals;
  if (!first || !finishedAt) return [];
  const others = residuals.length > 1 ? `, and ${residuals.length - 1} more` : '';
  const message = `${first.kind} ${first.name} is still on its cluster: ${first.reason}${others}`;
  return [{ reason: 'residuals', kind, name, id: operationId, at: finishedAt, message, path: pathOf(operation) }];
}

export function needsOfCluster({ name, status }: ClusterItem, now: Date): NeedsPerson[] {
  const { reason, validatedAt, credentialsExpireAt: at, expiringCredential: of, upkeep } = status;
  const thing = { kind: 'cluster' as const, name, path: `/v1/clusters/${name}` };
  const unaccounted = upkeep?.reported.length ?? 0;
  const found = `${unaccounted} objects of operations that nobody knows may be the only copy of something`;
  return [
    ...(reason ? [{ reason: 'invalid' as const, ...thing, at: validatedAt, message: reason.message }] : []),
    ...(at && of ? expiryWarnings({ at, of }, now) : []).map((message) => ({
      reason: 'credentials' as const,
      ...thing,
      message,
    })),
    ...(unaccounted > 0 ? [{ reason: 'unaccounted' as const, ...thing, at: upkeep?.at, message: found }] : []),
  ];
}

export function needsOfLocation(item: LocationItem, now: Date): NeedsPerson[] {
  const { name, status } = item;
  const { credentialsExpireAt, findings = [], maintenance, recoveryKeyAcknowledged, validated } = status;
  const thing = { kind: 'location' as const, name, path: `/v1/locations/${name}` };
  const why = whyNotValid(item);
  const expiry = credentialsExpireAt ? expiryWarnings({ at: credentialsExpireAt, of: 'session token' }, now) : [];
  const lost = (maintenance?.damaged ?? []).map(
    ({ repository, snapshots }) => `${repository}: ${snapshots} sealed snapshots cannot be restored`,
  );
  const amiss = [...findings.map(({ message }) => message), ...lost].slice(0, MOST_OF_A_LOCATION);
  const unkept = 'its recovery key was not acknowledged: without it nobody can restore if this installation is lost';
  return [
    ...amiss.map((message) => ({ reason: 'damaged' as const, ...thing, at: maintenance?.at, message })),
    ...(why ? [{ reason: 'invalid' as const, ...thing, at: validated?.at, message: why }] : []),
    ...expiry.map((message) => ({ reason: 'credentials' as const, ...thing, message })),
    ...(recoveryKeyAcknowledged ? [] : [{ reason: 'recovery_key' as const, ...thing, message: unkept }]),
  ];
}

export function needOfSchedule({ schedule, lacking }: SlotState): NeedsPerson[] {
  if (!lacking) return [];
  const { backup, claims, count, than } = lacking;
  const message = `${backup} has no data of ${claims[0]}${count > 1 ? ` and ${count - 1} more claims` : ''}, which ${than} has`;
  return [{ reason: 'reduced', kind: 'schedule', name: schedule, message, path: `/v1/schedules/${schedule}` }];
}
