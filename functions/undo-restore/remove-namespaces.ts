import { Fault } from '../domain/errors.ts';
import { nameSome } from '../domain/name-some.ts';
import { done, type StepResult } from '../domain/operation/step-result.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { type Kind, NAMESPACE } from '../services/cluster/kinds.ts';
import { foreignIn } from './objects/foreign-objects.ts';
import { readMade } from './objects/made-objects.ts';

type RemoveServices = Uses<'clock' | 'clusters' | 'ledger' | 'log'>;

const REMOVAL_SECONDS = 600;
/** For what the garbage collector removes after its owner. */
const SETTLE_SECONDS = 300;
const MAX_NAMED = 10;

/**
 * Removes the namespaces that the restore made, each only as the one that its uid names, and only while nothing lies in it
 * but what every namespace has, what a controller made when the restore had just made it, and what is on its way out. To
 * delete a namespace deletes all in it: one that holds anything else stays, and the record lists what.
 *
 * @throws Fault Permanent `undo.incomplete` with a namespace that does not go
 */
export function removeNamespaces(services: RemoveServices): Step {
  return step('undo', 'RemoveNamespaces', services, async (call) => await remove(services, call));
}

async function remove(services: RemoveServices, { operation, run, secondsInStage, wait }: StepCall<'undo'>) {
  const { clock, clusters, ledger } = services;
  const { restore } = operation.spec;
  const { madeNamespaces = [] } = (await ledger.readOperation(restore)) ?? {};
  const cluster = await clusters.open(operation.refs.cluster, 'restore');
  const kinds = await cluster.discover();
  const { known } = await readMade(ledger, restore);
  const stays: string[] = [];
  const going: string[] = [];
  for (const made of madeNamespaces) {
    const outcome = await removeOne(cluster, kinds, made, { known, isSettled: secondsInStage > SETTLE_SECONDS });
    if (outcome === 'going') going.push(made.name);
    if (outcome !== 'going' && outcome !== 'gone') stays.push(`namespace ${made.name} stays: ${outcome.stays}`);
  }
  if (going.length > 0) return incomplete(going);

  const warnings = [...new Set([...operation.warnings, ...stays])];
  const doneAt = isoNow(clock);
  const { operationId, createdAt, createdBy: by, plannedAt: at = createdAt } = operation;
  // onto the restore's record first: from checkedAt on this has succeeded, whatever becomes of its last states
  await ledger.updateEnded(restore, { undo: { operationId, at, by, doneAt, left: warnings } });
  const namespaces = madeNamespaces.length - stays.length;
  await ledger.updateOperation(run, { warnings, checkedAt: doneAt, counts: { ...operation.counts, namespaces } });
  return done({ namespaces, left: stays.length });

  function incomplete(names: readonly string[]): StepResult {
    if (secondsInStage < REMOVAL_SECONDS) return wait({ going: names.length });
    throw new Fault('undo.incomplete', `namespace ${names.join(', ')} does not go`, { details: { namespaces: names } });
  }
}

async function removeOne(
  cluster: Cluster,
  kinds: readonly Kind[],
  { name, uid }: { name: string; uid?: string },
  { known, isSettled }: { known: ReadonlySet<string>; isSettled: boolean },
): Promise<'gone' | 'going' | { stays: string }> {
  const found = await cluster.get(NAMESPACE, undefined, name);
  if (!found || (uid !== undefined && found.metadata.uid !== uid)) return 'gone';
  if (uid === undefined) return { stays: 'nothing tells that this restore made it' };
  if (found.metadata.deletionTimestamp) return 'going';
  const { foreign, leaving } = await foreignIn(cluster, kinds, name, known);
  if (foreign.length > 0 && (isSettled || leaving === 0)) {
    return { stays: `the restore did not make ${nameSome(foreign, MAX_NAMED)}` };
  }
  if (leaving > 0 && !isSettled) return 'going';
  await cluster.delete(NAMESPACE, undefined, name, { uid });
  return 'going';
}
