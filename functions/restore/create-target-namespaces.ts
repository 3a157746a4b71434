import type { Manifest } from '../domain/manifest/manifest.ts';
import { refuseOtherNamespaces } from '../domain/operation/grants.ts';
import type { RestoreOperation } from '../domain/operation/operation.ts';
import { done } from '../domain/operation/step-result.ts';
import { covers } from '../domain/restore/differences.ts';
import { targetOf } from '../domain/restore/map-namespaces.ts';
import { plainContext, type RestoreContext } from '../domain/restore/restore-context.ts';
import { isOntoSource, sourceNamespacesOf } from '../domain/restore/restore-plan.ts';
import { sanitise } from '../domain/restore/sanitise.ts';
import { openSealedBackup, readKind } from '../manifests/sealed-backup.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { NAMESPACE, SERVICE_ACCOUNT } from '../services/cluster/kinds.ts';

/** Pods are refused until their namespace has its default account; a controller makes it at once, if there is one. */
const ACCOUNT_SECONDS = 30;

/**
 * The first thing that a user sees of a restore, and only once all data has come back whole. Namespaces that are missing
 * are made with the labels and annotations of their source; those that exist are left as they are.
 *
 * Idempotent: the names to be made are in the ledger before the first is made; it also tells later states which
 * namespaces are new.
 */
export function createTargetNamespaces(services: Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>): Step {
  const { clusters, ledger } = services;
  return step('restore', 'CreateTargetNamespaces', services, async ({ operation, run, secondsInStage, wait }) => {
    const cluster = await clusters.open(operation.refs.cluster, 'restore');
    const backup = await openSealedBackup(services, operation);
    const { namespaceMapping } = operation.spec;
    const sources = sourceNamespacesOf(backup.seal);
    let made = newNamespacesOf(operation);
    if (!made) {
      const moves = sources.map((source) => ({ source, target: targetOf(namespaceMapping, source) }));
      const targets = moves.map(({ target }) => target);
      made = new Set(await missingOf(cluster, targets));
      // CheckTarget has looked; one that somebody has made since is as much another's.
      const existing = moves.filter(({ target }) => !made?.has(target));
      refuseOtherNamespaces(operation.spec.grants, existing, isOntoSource(operation));
      const checkpoints = { ...operation.checkpoints, CreateTargetNamespaces: [...made] };
      await ledger.updateOperation(run, { checkpoints });
    }

    const context = plainContext(namespaceMapping, isOntoSource(operation));
    const manifests = await readKind(backup, NAMESPACE.kind, ({ metadata }) => metadata.name);
    const madeNamespaces: { name: string; uid?: string }[] = [];
    for (const source of sources.filter((one) => made.has(targetOf(namespaceMapping, one)))) {
      const wanted = renderNamespace(targetOf(namespaceMapping, source), manifests.get(source), context);
      madeNamespaces.push(await makeNamespace(cluster, wanted));
    }
    await ledger.updateOperation(run, { madeNamespaces });
    const ready = await Promise.all(
      [...made].map(async (name) => (await cluster.get(SERVICE_ACCOUNT, name, 'default')) !== undefined),
    );
    const counts = { made: made.size, existing: sources.length - made.size };
    return ready.every(Boolean) || secondsInStage > ACCOUNT_SECONDS ? done(counts) : wait(counts);
  });
}

/** The namespaces that this restore makes; undefined before it knows. */
export function newNamespacesOf({ checkpoints }: Pick<RestoreOperation, 'checkpoints'>): Set<string> | undefined {
  const made = checkpoints?.CreateTargetNamespaces;
  return made && new Set(made);
}

/** One that is there by now was made by a turn that died, or by another delivery, if it is what we would make. */
async function makeNamespace(cluster: Cluster, wanted: Manifest): Promise<{ name: string; uid?: string }> {
  const { name } = wanted.metadata;
  const made = await cluster.create(NAMESPACE, wanted);
  const found = typeof made === 'string' ? await cluster.get(NAMESPACE, undefined, name) : made;
  return found?.metadata.uid && covers(found, wanted) ? { name, uid: found.metadata.uid } : { name };
}

async function missingOf(cluster: Cluster, targets: readonly string[]): Promise<string[]> {
  const found = await Promise.all(targets.map(async (name) => await cluster.get(NAMESPACE, undefined, name)));
  return targets.filter((_, at) => found[at] === undefined);
}

/** The name label is the API server's to set. */
function renderNamespace(name: string, source: Manifest | undefined, context: RestoreContext): Manifest {
  const { labels = {}, annotations }: Manifest['metadata'] = source
    ? sanitise(source, context).manifest.metadata
    : { name };
  const kept = Object.entries(labels).filter(([key]) => key !== 'kubernetes.io/metadata.name');
  return { metadata: { name, labels: Object.fromEntries(kept), ...(annotations ? { annotations } : {}) } };
}
