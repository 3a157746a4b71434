import type { ClusterStatus } from '../domain/cluster/cluster-spec.ts';
import { causeOf, failureOf, toFault } from '../domain/errors.ts';
import { type LocationStatus, type Validation, validationOf } from '../domain/location/location-spec.ts';
import { lookAgain, type Probes } from '../operations/probe-cluster.ts';
import { startValidation } from '../operations/start-validation.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { hasTime, type LambdaContext } from '../platform/lambda-context.ts';
import { listAllItems } from '../platform/list-all-items.ts';
import type { Uses } from '../platform/services.ts';
import type { ClusterItem, LocationItem } from '../services/catalog/catalog.ts';
import { isoNow } from '../services/clock/clock.ts';
import type { LocationClaims } from '../services/location/location.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log' | 'secrets'> & {
  probes: Pick<Probes, 'probe'>;
  claims: LocationClaims;
};

const CONCURRENCY = 8;
const HOUR_MS = 3_600_000;
/** A little less than the rule's hour and a day of them, so that no look slips to the next round. */
const SLACK_MS = 300_000;
/** What a cluster takes that is silent. */
const CLUSTER_MS = 20_000;
/** What a store takes that is. */
const STORE_MS = 95_000;

interface Look {
  name: string;
  /** When the one before was. */
  last: string;
  /** It is not begun with less left of the function's time. */
  takesMs: number;
  look: () => Promise<unknown>;
}

/**
 * Looks once a day at each cluster and at each location from every side that has looked at it before, and once an hour at
 * what was found wanting, or was changed and not looked at since: a nap of the network makes nothing invalid for a day.
 * Whoever fails keeps nobody else waiting; whose look is longest ago comes first, so that those that do not answer never
 * take all the time for good.
 */
export function revalidate(services: Dependencies) {
  return async (_event?: unknown, context?: LambdaContext): Promise<{ looks: number; failed: number }> => {
    const { catalog, clock, log } = services;
    const now = clock.now();
    const [clusters, locations] = await Promise.all([
      listAllItems(catalog, 'cluster'),
      listAllItems(catalog, 'location'),
    ]);
    const looks = [
      ...clusters.filter(({ status }) => isDue(clusterLook(status), now)).map((item) => lookOf(item)),
      ...locations.flatMap((item) => looksAt(item, clusters)),
    ];
    let failed = 0;
    const oldestFirst = looks.toSorted((a, b) => (a.last < b.last ? -1 : 1));
    await inParallel(oldestFirst, CONCURRENCY, async ({ name, look, takesMs }) => {
      if (!hasTime(context, takesMs)) return;
      try {
        await look();
      } catch (thrown) {
        failed += 1;
        log.warn('revalidation failed', { name, ...causeOf(thrown) });
      }
    });
    return { looks: looks.length, failed };
  };

  function lookOf(item: ClusterItem): Look {
    const { at: last } = clusterLook(item.status);
    return { name: `cluster ${item.name}`, last, takesMs: CLUSTER_MS, look: () => lookAgain(services, item) };
  }

  /** A location that nobody has validated yet is left alone: the first look makes it ours. */
  function looksAt(item: LocationItem, known: readonly ClusterItem[]): Look[] {
    const { validated, clusters = {} } = item.status;
    const now = services.clock.now();
    if (!validated) return [];
    const name = `location ${item.name}`;
    const isAsked = (look: Validation) => isDue(look, now) || isOutdated(look, item, now);
    const here = { name, last: validated.at, takesMs: STORE_MS, look: () => lookFromHere(services, item) };
    const fromHere = isAsked(validated) ? [here] : [];
    const fromClusters = Object.entries(clusters).flatMap(([clusterId, look]) => {
      const cluster = known.find(({ status }) => status.clusterId === clusterId);
      if (!cluster || !isAsked(look)) return [];
      const isHourly = look.reason !== undefined || look.observedGeneration !== item.generation;
      const when = now.toISOString().slice(0, isHourly ? '2026-11-26T10'.length : '2026-11-26'.length);
      const wanted = { location: item, cluster, when, by: 'revalidation' };
      return [{ name, last: look.at, takesMs: CLUSTER_MS, look: () => startValidation(services, wanted) }];
    });
    return [...fromHere, ...fromClusters];
  }
}

function clusterLook({ validatedAt, reason }: ClusterStatus): Pick<Validation, 'at' | 'reason'> {
  return { at: validatedAt, ...(reason ? { reason } : {}) };
}

function isDue({ at, reason }: Pick<Validation, 'at' | 'reason'>, now: Date): boolean {
  const age = now.getTime() - Date.parse(at);
  return age >= (reason ? HOUR_MS : 24 * HOUR_MS) - SLACK_MS;
}

/** It was changed, and what the change itself has started (api/locations/revalidate.ts) was lost, or could not look. */
function isOutdated({ observedGeneration }: Validation, { generation, updatedAt }: LocationItem, now: Date): boolean {
  return observedGeneration !== generation && now.getTime() - Date.parse(updatedAt) >= SLACK_MS;
}

/** From the control plane, as the first Task of a validation looks. What it finds is kept either way. */
async function lookFromHere({ catalog, claims, clock }: Dependencies, { name, uid, generation, status }: LocationItem) {
  const write = (found: LocationStatus) => catalog.writeStatus('location', name, uid, { ...found });
  try {
    const probe = `revalidation-${Buffer.from(clock.randomBytes(5)).toString('hex')}`;
    const claim = await claims.claim({ name, uid }, probe);
    const look = { observedGeneration: claim.generation, at: isoNow(clock) };
    await write({ locationUid: claim.locationUid, validated: validationOf(look, undefined, status.validated) });
  } catch (thrown) {
    const fault = toFault(thrown);
    if (fault.code === 'location.not_found') return;
    const { code, message } = failureOf(fault);
    const look = { observedGeneration: generation, at: isoNow(clock) };
    await write({ validated: validationOf(look, { code, message }, status.validated) });
    throw fault;
  }
}
