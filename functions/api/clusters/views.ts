import type * as z from 'zod';
import { fieldOf, type SnapshotClass } from '../../domain/backup/methods.ts';
import type { Claim } from '../../domain/backup/selection.ts';
import type { ClusterStatus } from '../../domain/cluster/cluster-spec.ts';
import { expiryWarnings } from '../../domain/cluster/credential-expiry.ts';
import { lastValidAt } from '../../operations/probe-cluster.ts';
import type { KubeObject } from '../../services/cluster/cluster.ts';
import { shown } from '../http/shown.ts';
import type { Shown } from '../read-item.ts';
import { clusterAnswer, type namespaceAnswer } from './answers.ts';

/** What the API shows of a cluster: never its credentials, nor where they are. */
export function clusterView(item: Shown<'cluster'>, now: Date): z.input<typeof clusterAnswer> {
  const { spec, status } = item;
  const { clusterId, reason, credentialsExpireAt } = status;
  return shown(clusterAnswer, {
    ...item,
    ...spec,
    clusterId,
    status: shown(clusterAnswer.shape.status, {
      ...status,
      state: reason ? 'Invalid' : 'Valid',
      lastValidAt: lastValidAt(status),
      credentialsExpired: credentialsExpireAt !== undefined && credentialsExpireAt <= now.toISOString(),
    }),
    warnings: warningsOf(status, now),
  });
}

function warningsOf({ credentialsExpireAt: at, expiringCredential: of, upkeep }: ClusterStatus, now: Date): string[] {
  const warnings = at && of ? expiryWarnings({ at, of }, now) : [];
  const reported = upkeep?.reported.length ?? 0;
  if (reported === 0) return warnings;
  const sentence = `${reported} object(s) of operations that nobody knows may hold the only copy of something`;
  return [...warnings, `${sentence}: see upkeep.reported`];
}

export function namespaceView({ metadata, status }: KubeObject): z.input<typeof namespaceAnswer> {
  return {
    name: metadata.name,
    phase: metadata.deletionTimestamp ? 'Terminating' : String(status?.phase ?? 'Active'),
    labels: metadata.labels ?? {},
    createdAt: metadata.creationTimestamp,
  };
}

/** For each CSI driver of the claims' volumes: which classes may be mapped, and which is taken when none is. */
export function provisionerViews(claims: readonly Claim[], classes: readonly SnapshotClass[]) {
  const drivers = claims.flatMap(({ volume }) => (volume?.driver ? [volume.driver] : []));
  const others = claims.length - drivers.length;
  const items = [...new Set(drivers)].sort().map((driver) => ({
    ...fieldOf(driver, classes),
    volumes: drivers.filter((one) => one === driver).length,
  }));
  return { items, volumesWithoutDriver: others };
}
