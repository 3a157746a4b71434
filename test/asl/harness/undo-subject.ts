import type { Volume } from '../../../simulator/storage/types.ts';
import type { AslCluster } from './cluster.ts';
import { expectIn, type Found, restoreOf, type Subject } from './subject.ts';
import type { World } from './world.ts';

type Restored = Parameters<typeof restoreOf>[0];

/**
 * The undo of a restore that failed, after it had made all but what the target refused. Succeeded means that nothing of
 * the restore is left anywhere; whatever else it ends as, another undo clears the rest, and nothing of others is touched.
 * @param given the restore; its target namespace is not there, unless it is made by `prepare`
 */
export function undoOf(
  world: World,
  cluster: AslCluster,
  given: Restored,
  prepare: (cluster: AslCluster) => void = () => {},
): Subject {
  const spec = { restore: '', force: false, settings: given.settings };
  const volumes = new Set<string>();
  return {
    kind: 'undo',
    machine: 'undo-restore',
    spec,
    mayTouch: (name) => name === `namespaces -/${given.to}` || name.includes(` ${given.to}/`) || volumes.has(name),
    judge: async (found) => await judgeUndo(found, spec, given.to),
    async reset() {
      const { simulator } = cluster;
      simulator.objects.remove('namespaces', given.to);
      await simulator.settled();
      prepare(cluster);
      await simulator.settled();
      spec.restore = await failRestore(world, cluster, given);
      volumes.clear();
      for (const { metadata, spec: of } of simulator.objects.list<Volume>('persistentvolumes')) {
        if (of.claimRef?.namespace === given.to) volumes.add(`persistentvolumes -/${metadata.name}`);
      }
    },
  };
}

/** A restore that the target refuses its ConfigMaps, for good. @returns its id */
export async function failRestore(world: World, cluster: AslCluster, given: Restored): Promise<string> {
  const effect = { status: 403, message: 'exceeded quota: few' };
  const scope = { verb: 'create', resource: 'configmaps', namespace: given.to, user: '*snapferry-restore' };
  const accept = cluster.simulator.faults.add({ on: 'request', ...scope, effect });
  const { plane, location } = world;
  const refs = { cluster: cluster.ref, locations: [location], backup: given.backup };
  const restore = await world.start({ ...restoreOf(given), more: { refs } }, cluster);
  const { phase, error } = await world.ended(restore);
  accept();
  await plane.clock.advance(60_000);
  if (phase !== 'Failed' || error?.code !== 'restore.incomplete') throw new Error(`${phase}: ${error?.message}`);
  return restore;
}

async function judgeUndo({ world, cluster, ended }: Found, spec: { restore: string }, target: string) {
  const wrong: string[] = [];
  const expect = expectIn(wrong);
  const { objects } = cluster.simulator;
  const { ledger } = world.plane.services;
  if (ended.phase !== 'Succeeded') {
    const again = await world.start({ ...undone(spec), judge: async () => [] }, cluster);
    const { phase, error } = await world.ended(again);
    expect(phase === 'Succeeded', `another undo is ${phase}: ${error?.message}`);
  }
  const restore = await ledger.readOperation(spec.restore);
  expect(restore?.undo?.doneAt !== undefined, 'the record of the restore does not say that it was undone');
  expect(restore?.undo?.left?.length === 0, `left: ${restore?.undo?.left?.join('; ')}`);
  expect(objects.get('namespaces', target) === undefined, `namespace ${target} is there`);
  const volumes = objects.list<Volume>('persistentvolumes').filter((one) => one.spec.claimRef?.namespace === target);
  expect(volumes.length === 0, `${volumes.length} of its volumes are there`);
  return wrong;
}

function undone(spec: object): Omit<Subject, 'judge'> {
  return { kind: 'undo', machine: 'undo-restore', spec };
}
