import type * as z from 'zod';
import type { ClusterStatus } from '../../domain/cluster/cluster-spec.ts';
import { expiryWarnings } from '../../domain/cluster/credential-expiry.ts';
import { lastValidAt } from '../../operations/probe-cluster.ts';
import { shown } from '../http/shown.ts';
import type { Shown } from '../read-item.ts';
import { clusterAnswer } from './answers.ts';

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
