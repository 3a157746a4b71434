import { annotation, keyOf, nameOf } from '../objects.ts';
import type { Simulation } from '../simulation.ts';
import { annotations, resources, type Snapshot, type SnapshotClass } from '../storage/types.ts';
import type { Outcome } from '../work-queue.ts';
import { fail, sourceVolume } from './snapshot-binding.ts';

/** The class named, else the one default class of the volume's driver, as the controller sets it. */
export function ensureClass(simulation: Simulation, snapshot: Snapshot): Outcome {
  const { store } = simulation;
  const named = snapshot.spec.volumeSnapshotClassName;
  if (named !== undefined) {
    if (store.get(resources.snapshotClasses, named) !== undefined) return undefined;
    const message = `Failed to get snapshot class with error volumesnapshotclass.snapshot.storage.k8s.io "${named}" not found`;
    return fail(simulation, snapshot, false, 'GetSnapshotClassFailed', message);
  }
  if (snapshot.spec.source.volumeSnapshotContentName !== undefined) return undefined;
  const problem = (why: string) => {
    const message = `Failed to set default snapshot class with error ${why}`;
    return fail(simulation, snapshot, false, 'SetDefaultSnapshotClassFailed', message);
  };
  const volume = sourceVolume(simulation, snapshot);
  if (typeof volume === 'string') return problem(volume);
  const driver = volume.spec.csi?.driver;
  if (driver === undefined)
    return problem(`snapshotting non-CSI volumes is not supported, snapshot:${keyOf(snapshot)}`);
  const defaults = store
    .list<SnapshotClass>(resources.snapshotClasses)
    .filter((one) => annotation(one, annotations.defaultSnapshotClass) === 'true' && one.driver === driver);
  const [only] = defaults;
  if (only === undefined) return problem('cannot find default snapshot class');
  if (defaults.length > 1) return problem(`${defaults.length} default snapshot classes were found`);
  store.modify<Snapshot>(resources.snapshots, keyOf(snapshot), (draft) => {
    draft.spec.volumeSnapshotClassName = nameOf(only);
  });
}
