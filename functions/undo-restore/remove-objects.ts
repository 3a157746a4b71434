import { Fault, toFault } from '../domain/errors.ts';
import { nameSome } from '../domain/name-some.ts';
import { done, type StepResult, waiting } from '../domain/operation/step-result.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { Kind } from '../services/cluster/kinds.ts';
import { usersOf } from './objects/foreign-objects.ts';
import { describeMade, type MadeObject, readMade } from './objects/made-objects.ts';
import { claimsOf, stillThere, volumesLeft } from './objects/still-there.ts';

type RemoveServices = Uses<'clock' | 'clusters' | 'ledger' | 'log'>;

const CONCURRENCY = 8;
const BATCH = 200;
const RESERVE_MS = 30_000;
/** Pods take their grace period; a claim goes after its pods. */
const REMOVAL_SECONDS = 600;
/** Longer than pods take by default: what stays then is held by something, and somebody may be waiting for a word. */
const PATIENCE_SECONDS = 60;
const STAYS = 'deleted, and still there, held by a finalizer perhaps:';
const MAX_NAMED = 10;

/**
 * Deletes what the restore made, last first, each only as the one that its uid names; then the claims that it gave its
 * volumes to, whose storage goes as their class says, and is waited for. Definitions and classes go last, and only when
 * nobody uses them.
 * Twice is once: every turn looks at what is there still.
 *
 * @throws Fault Permanent `undo.incomplete` with what does not go
 */
export function removeObjects(services: RemoveServices): Step {
  return step('undo', 'RemoveObjects', services, async (call) => await remove(services, call));
}

async function remove(services: RemoveServices, call: StepCall<'undo'>): Promise<StepResult> {
  const { operation, run, remainingMs, secondsInStage, wait } = call;
  const { clusters, ledger } = services;
  const { restore } = operation.spec;
  const cluster = await clusters.open(operation.refs.cluster, 'restore');
  const away = new Set<string>();
  const kinds = await cluster.discover((groupVersion) => away.add(groupVersion.split('/')[0] ?? ''));
  const { made } = await readMade(ledger, restore);
  const silent = made.find(({ group }) => away.has(group));
  if (silent) throw new Fault('cluster.unreachable', `the API server of ${silent.group} does not answer`);
  const volumes = await ledger.readVolumes(restore);

  const objects = made.filter((one) => !isShared(one));
  const there = [...(await stillThere(cluster, kinds, objects)), ...(await claimsOf(cluster, volumes))];
  if (there.length > 0) {
    const { isAll, refusals } = await removeAll(cluster, there, remainingMs);
    if (!isAll) return waiting(0, { left: there.length });
    if (secondsInStage > PATIENCE_SECONDS) await sayWhatStays(there);
    if (secondsInStage < REMOVAL_SECONDS) return wait({ left: there.length });
    throw stuck(there, refusals);
  }

  const { going, retained } = await volumesLeft(cluster, volumes);
  if (going.length > 0) {
    if (secondsInStage < REMOVAL_SECONDS) return wait({ left: going.length });
    throw new Fault('undo.incomplete', `PersistentVolume ${going.slice(0, 10).join(', ')} does not go`);
  }

  const shared = await stillThere(cluster, kinds, made.filter(isShared));
  const used: string[] = [];
  const unused: (MadeObject & { of: Kind })[] = [];
  for (const object of shared) {
    const users = await usersOf(cluster, kinds, object);
    if (users) used.push(`stays, since ${users}: ${describeMade(object)}`);
    else unused.push(object);
  }
  if (unused.length > 0) {
    const { refusals } = await removeAll(cluster, unused, remainingMs);
    if (secondsInStage < REMOVAL_SECONDS) return wait({ left: unused.length });
    throw stuck(unused, refusals);
  }
  const said = operation.warnings.filter((warning) => !warning.startsWith(STAYS));
  const kept = retained.map((name) => `stays, as its class says: PersistentVolume ${name}`);
  const given = volumes.filter(({ restored }) => restored?.pv !== undefined).length;
  const removed = { removed: made.length - used.length, volumes: given - retained.length };
  const warnings = [...new Set([...said, ...used, ...kept])];
  await ledger.updateOperation(run, { warnings, counts: { ...operation.counts, ...removed } });
  return done({ removed: removed.removed, left: used.length });

  async function sayWhatStays(objects: readonly MadeObject[]): Promise<void> {
    if (operation.warnings.some((warning) => warning.startsWith(STAYS))) return;
    const warning = `${STAYS} ${nameSome(objects.map(describeMade), MAX_NAMED)}`;
    await ledger.updateOperation(run, { warnings: [...operation.warnings, warning] });
  }
}

/** What others may use since, wherever they are: never removed from under them. */
function isShared({ kind, namespace }: MadeObject): boolean {
  return namespace === undefined && (kind === 'CustomResourceDefinition' || kind === 'StorageClass');
}

/** What the cluster refuses to delete keeps no other. @returns whether there was time for all */
async function removeAll(cluster: Cluster, objects: readonly (MadeObject & { of: Kind })[], remainingMs: () => number) {
  const refusals: string[] = [];
  for (let from = 0; from < objects.length; from += BATCH) {
    if (remainingMs() < RESERVE_MS) return { isAll: false, refusals };
    await inParallel(objects.slice(from, from + BATCH), CONCURRENCY, async ({ of, namespace, name, uid }) => {
      try {
        await cluster.delete(of, namespace, name, { uid });
      } catch (thrown) {
        const fault = toFault(thrown);
        if (fault.disposition !== 'Permanent' || fault.code === 'cluster.unauthorized') throw fault;
        refusals.push(fault.message);
      }
    });
  }
  return { isAll: true, refusals };
}

function stuck(objects: readonly MadeObject[], [refusal]: readonly string[]): Fault {
  const named = objects.map(describeMade);
  const why = refusal ? `; the cluster refused: ${refusal}` : '';
  const message = `${named.length} objects do not go: ${named.slice(0, 10).join(', ')}${why}`;
  return new Fault('undo.incomplete', message, { details: { left: named.slice(0, 50), count: named.length } });
}
