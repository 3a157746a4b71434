import { manifestKey } from '../domain/location/keys.ts';
import { parsePartPath } from '../domain/location/location-layout.ts';
import { kindNameOf } from '../domain/manifest/manifest.ts';
import type { BackupOperation } from '../domain/operation/operation.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { collectUnit, listOrNone, type Unit, unitIdOf } from '../manifests/collect-unit.ts';
import { discoverCollected } from '../manifests/collected-kinds.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { Kind } from '../services/cluster/kinds.ts';
import type { PartRow } from '../services/ledger/ledger.ts';
import { clusterScopedUnits, kindNamed, namespacedUnit } from './resources/cluster-scoped-units.ts';

type CollectServices = Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

/** Units at once: a LIST is mostly waiting; memory is at most one page and one part each. */
const CONCURRENCY = 4;
/** A slice ends while there is this left for the units under way. */
const RESERVE_MS = 45_000;
/** A crash repeats at most so many batches. */
const BATCHES_A_PLACE = 4;
/** The place behind all units. */
const ALL = '9';

/**
 * Stores the manifests of the selection: by discovery, every kind that domain/resources does not deny, each
 * (kind, namespace) one after the other in a fixed order; then what is cluster-scoped and belongs to them.
 *
 * Idempotent: a unit that runs again replaces its parts; units up to the place that the operation remembers are done.
 * A namespace that is gone by now has no objects.
 * @returns `waiting, 0` after a slice; `done` with counts {objects, parts}
 */
export function collectResources(services: CollectServices): Step {
  return step('backup', 'CollectResources', services, async (call) => await collect(services, call));
}

async function collect(services: CollectServices, { operation, run, remainingMs }: StepCall<'backup'>) {
  const { clusters, ledger, locations } = services;
  const known = await ledger.readParts(run.operationId);
  const place = operation.checkpoints?.CollectResources ?? '';
  // A takeover after the end must not collect again: every run of a unit makes other parts, and a seal may name these.
  if (place === ALL || operation.sealingAt) return collected(known);
  const cluster = await clusters.open(operation.refs.cluster, 'backup');
  const location = await locations.open(locationOf(operation));
  const writer = {
    run,
    place: { clusterId: operation.refs.cluster.clusterId, backupId: run.operationId },
    key: manifestKey(location, run.operationId),
    store: location.store,
    known,
  };

  const batches = batchesOf((await planUnits(services, cluster, operation)).filter(({ order }) => order > place));
  for (const [at, batch] of batches.entries()) {
    await Promise.all(batch.map(async ({ unit }) => await collectUnit(services, writer, unit)));
    const batchesLeft = batches.length - at - 1;
    const pause = batchesLeft > 0 && remainingMs() < RESERVE_MS;
    if (pause || at % BATCHES_A_PLACE === 0) {
      const reached = batch.at(-1)?.order ?? place;
      await ledger.updateOperation(run, { checkpoints: { ...operation.checkpoints, CollectResources: reached } });
    }
    if (pause) return waiting(0, { batchesLeft });
  }

  await ledger.updateOperation(run, { checkpoints: { ...operation.checkpoints, CollectResources: ALL } });
  return collected(await ledger.readParts(run.operationId));
}

function collected(parts: readonly PartRow[]) {
  return done({ parts: parts.length, objects: parts.reduce((sum, { count }) => sum + count, 0) });
}

interface OrderedUnit {
  /** Compares as text: what is cluster-scoped comes last, since it depends on what the namespaces hold. */
  order: string;
  unit: Unit;
}

function batchesOf(units: readonly OrderedUnit[]): OrderedUnit[][] {
  const namespaced = units.filter(({ unit }) => unit.namespace !== undefined);
  const batches = Array.from({ length: Math.ceil(namespaced.length / CONCURRENCY) }, (_, at) =>
    namespaced.slice(at * CONCURRENCY, (at + 1) * CONCURRENCY),
  );
  return [...batches, ...units.filter(({ unit }) => unit.namespace === undefined).map((unit) => [unit])];
}

async function planUnits({ ledger }: CollectServices, cluster: Cluster, operation: BackupOperation) {
  const { operationId, epoch, spec, warnings } = operation;
  const { namespaces } = spec.selection;
  const unread = new Set(warnings);
  const { kinds, unavailable } = await discoverCollected(cluster);
  for (const groupVersion of unavailable) {
    unread.add(`not in the backup: objects of ${groupVersion}, whose own API server does not answer`);
  }
  if (unread.size > warnings.length) await ledger.updateOperation({ operationId, epoch }, { warnings: [...unread] });
  const volumes = await ledger.readVolumes(operationId);
  const namespaced = (await withObjects(cluster, kinds, namespaces)).flatMap((kind) =>
    namespaces.map((namespace) => namespacedUnit(cluster, kind, namespace)),
  );
  const clusterScoped = clusterScopedUnits(cluster, {
    namespaces,
    storageClasses: new Set(volumes.flatMap(({ storageClass }) => (storageClass ? [storageClass] : []))),
    collected: async () => {
      const parts = await ledger.readParts(operationId);
      const names = new Set(parts.map(({ key }) => parsePartPath(key)?.resource));
      return kinds.filter((kind) => names.has(kindNameOf(kind)));
    },
    roleBindings: kindNamed(kinds, 'RoleBinding.rbac.authorization.k8s.io'),
  });
  return [
    ...namespaced.map((unit) => ({ order: `1#${unitIdOf(unit)}`, unit })),
    ...clusterScoped.map((unit, at) => ({ order: `2#${at}`, unit })),
  ].toSorted((a, b) => (a.order < b.order ? -1 : 1));
}

const FEW_NAMESPACES = 4;

/** Of many namespaces most kinds have nothing: one look at the whole cluster spares a LIST per namespace. */
async function withObjects(cluster: Cluster, kinds: readonly Kind[], namespaces: readonly string[]): Promise<Kind[]> {
  if (namespaces.length <= FEW_NAMESPACES) return [...kinds];
  const found = await Promise.all(
    kinds.map(async (kind) => ({ kind, any: (await listOrNone(cluster, kind, { limit: 1 })).items.length > 0 })),
  );
  return found.filter(({ any }) => any).map(({ kind }) => kind);
}
