import type { ClusterSpec, ClusterStatus } from '../domain/cluster-spec.ts';
import { failureOf, toFault } from '../domain/errors.ts';
import { type LocationSpec, type LocationStatus, type Validation, validationOf } from '../domain/location-spec.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { hasTime, type LambdaContext } from '../runtime/lambda-context.ts';
import { listAllItems } from '../runtime/list-all-items.ts';
import { lookAgain, type Probes } from '../runtime/look-at-cluster.ts';
import type { Services } from '../runtime/services.ts';
import { startValidation } from '../runtime/start-validation.ts';
import type { CatalogItem } from '../services/catalog/catalog.ts';
import { isoNow } from '../services/clock/clock.ts';
import type { LocationClaims } from '../services/location/location.ts';

type Used = Pick<Services, 'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log' | 'secrets'> & {
  probes: Pick<Probes, 'probe'>;
  claims: LocationClaims;
};
type ClusterItem = CatalogItem<ClusterSpec, ClusterStatus>;
type LocationItem = CatalogItem<LocationSpec, LocationStatus>;

const AT_ONCE = 8;
const HOUR_MS = 3_600_000;
/** A little less than the rule's hour and a day of them, so that no look slips to the next round. */
const SLACK_MS = 300_000;
/** A cluster that is silent takes under 20 s, a store up to 90 s. */
const RESERVE_MS = 20_000;

/**
 * Looks once a day at each cluster and at each location from every side that has looked at it before, and once an hour at
 * what was found wanting, or was changed and not looked at since: a nap of the network makes nothing invalid for a day.
 * Whoever fails keeps nobody else waiting.
 */
export function revalidate(services: Used) {
  return async (_event?: unknown, context?: LambdaContext): Promise<{ looks: number; failed: number }> => {
    const { catalog, clock, log } = services;
    const now = clock.now();
    const [clusters, locations] = await Promise.all([
      listAllItems(catalog, 'cluster'),
      listAllItems(catalog, 'location'),
    ]);
    const looks = [
      ...(clusters as ClusterItem[])
        .filter(({ status }) => isDue(clusterLook(status), now))
        .map((item) => lookOf(item)),
      ...(locations as LocationItem[]).flatMap((item) => looksAt(item, clusters as ClusterItem[])),
    ];
    let failed = 0;
    await inParallel(looks, AT_ONCE, async ({ name, look }) => {
      if (!hasTime(context, RESERVE_MS)) return;
      try {
        await look();
      } catch (thrown) {
        failed += 1;
        const { code, message: reason } = toFault(thrown);
        log.warn('revalidation failed', { name, code, reason });
      }
    });
    return { looks: looks.length, failed };
  };

  function lookOf(item: ClusterItem) {
    return { name: `cluster ${item.name}`, look: () => lookAgain(services, item) };
  }

  /** A location that nobody has validated yet is left alone: the first look makes it ours. */
  function looksAt(item: LocationItem, known: readonly ClusterItem[]) {
    const { validated, clusters = {} } = item.status;
    const now = services.clock.now();
    if (!validated) return [];
    const name = `location ${item.name}`;
    const isAsked = (look: Validation) => isDue(look, now) || isOutdated(look, item, now);
    const fromHere = isAsked(validated) ? [{ name, look: () => lookFromHere(services, item) }] : [];
    const fromClusters = Object.entries(clusters).flatMap(([clusterId, look]) => {
      const cluster = known.find(({ status }) => status.clusterId === clusterId);
      if (!cluster || !isAsked(look)) return [];
      const isHourly = look.reason !== undefined || look.observedGeneration !== item.generation;
      const when = now.toISOString().slice(0, isHourly ? '2026-11-26T10'.length : '2026-11-26'.length);
      const wanted = { location: item, cluster, when, by: 'revalidation' };
      return [{ name, look: () => startValidation(services, wanted) }];
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

/** It was changed, and what the change itself has started (look-again.ts) was lost, or could not look. */
function isOutdated({ observedGeneration }: Validation, { generation, updatedAt }: LocationItem, now: Date): boolean {
  return observedGeneration !== generation && now.getTime() - Date.parse(updatedAt) >= SLACK_MS;
}

/** From the control plane, as the first Task of a validation looks. What it finds is kept either way. */
async function lookFromHere({ catalog, claims, clock }: Used, { name, uid, generation, status }: LocationItem) {
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
