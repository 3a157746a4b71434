import { backupPath, sealPath } from '../../../functions/domain/location/location-layout.ts';
import { OPERATION } from '../../../functions/domain/manifest/labels.ts';
import type { AslCluster } from './cluster.ts';
import { expectIn, type Found, type Subject } from './subject.ts';
import type { World } from './world.ts';

/** A first try takes no day. */
const LONGEST_PAUSE_MS = 3 * 3_600_000;
const STEP_MS = 60_000;

/** What a backup has anywhere. */
interface Holdings {
  seal: boolean;
  /** Objects at the location, the seal among them. */
  keys: number;
  snapshots: number;
  /** Pairs on the cluster, and snapshots of its storage, by handle. */
  copies: number;
  handles: string[];
}

async function holdingsOf({ plane }: World, { kopia, ref, simulator }: AslCluster, backupId: string) {
  const store = plane.bucket;
  const place = { clusterId: ref.clusterId, backupId };
  const pairs = simulator.objects
    .list('volumesnapshotcontents.snapshot.storage.k8s.io')
    .filter(({ metadata }) => metadata.labels?.[OPERATION] === backupId);
  const volumes = await plane.services.ledger.readVolumes(backupId);
  const own = volumes.flatMap(({ localCopy }) => localCopy?.handle ?? []);
  const there = simulator.storage.snapshots().map(({ handle }) => handle);
  const holdings: Holdings = {
    seal: (await store.get(sealPath(place))) !== undefined,
    keys: (await store.list(backupPath(place))).keys.length,
    snapshots: [...kopia.snapshots.values()].filter(({ run }) => run === backupId).length,
    copies: pairs.length,
    handles: own.filter((handle) => there.includes(handle)),
  };
  return holdings;
}

interface Sealed {
  backup: string;
  settings: object;
}

/**
 * The deletion of a sealed backup that is made anew for each case. Deleted means that nothing of it is anywhere; refused
 * or cancelled in time means that all of it is; nothing in between can be restored, and another deletion ends it by itself.
 * @param make a sealed backup on this cluster
 */
export async function deletionOf(world: World, cluster: AslCluster, make: () => Promise<Sealed>): Promise<Subject> {
  const spec = { backup: '', because: 'a case', force: false, settings: {} };
  let before: Holdings;
  return {
    kind: 'delete',
    machine: 'delete-backup',
    spec,
    mayTouch: (name) => name.includes(`sf-${spec.backup}`),
    judge: async (found) => await judgeDeletion(found, spec.backup, before),
    async reset() {
      const { backup, settings } = await make();
      Object.assign(spec, { backup, settings });
      before = await holdingsOf(world, cluster, backup);
    },
  };
}

async function judgeDeletion(
  { world, cluster, ended, left }: Found,
  backupId: string,
  before: Holdings,
): Promise<string[]> {
  const wrong: string[] = [];
  const expect = expectIn(wrong);
  const now = await holdingsOf(world, cluster, backupId);
  const row = await world.plane.services.ledger.readOperation(backupId);
  expect(before.seal && before.keys > 1 && before.snapshots > 0 && before.copies > 0, 'there was nothing to delete');
  expect(left.added.length === 0, `on the cluster: ${left.added.join(', ')}`);
  expect(now.seal === (row?.phase === 'Succeeded'), `${row?.phase} ${now.seal ? 'with' : 'without'} a seal`);
  if (ended.phase === 'Succeeded') {
    expect(row?.phase === 'Deleted', `the backup is ${row?.phase}`);
    const stays = row?.deletion?.left ?? [];
    const isCopies = stays.some((sentence) => sentence.includes('local copies may remain'));
    const bare = { ...before, seal: false, keys: 0, snapshots: 0 };
    const expected = isCopies ? bare : { ...bare, copies: 0, handles: [] };
    expect(JSON.stringify(now) === JSON.stringify(expected), `it has ${JSON.stringify(now)}; ${stays.join('; ')}`);
  } else if (row?.phase === 'Succeeded') {
    expect(JSON.stringify(now) === JSON.stringify(before), `of ${JSON.stringify(before)} ${JSON.stringify(now)}`);
    expect(row.deletion === undefined, 'it still says that it goes');
  } else {
    expect(ended.phase === 'Failed' && row?.phase === 'Deleting', `${ended.phase}; the backup is ${row?.phase}`);
    const then = await takenUpAgain(world, cluster, backupId);
    expect(then.phase === 'Deleted', `another deletion left it ${then.phase}`);
    const bare = { ...before, seal: false, keys: 0, snapshots: 0, copies: 0, handles: [] };
    expect(JSON.stringify(then.holdings) === JSON.stringify(bare), `then it had ${JSON.stringify(then.holdings)}`);
  }
  return wrong;
}

/** Nobody asks for it: the next deletion begins by itself, and finds cluster and location well. */
async function takenUpAgain(world: World, cluster: AslCluster, backupId: string) {
  const { clock, services } = world.plane;
  const phase = async () => (await services.ledger.readOperation(backupId))?.phase;
  for (let left = LONGEST_PAUSE_MS; left > 0 && (await phase()) === 'Deleting'; left -= STEP_MS) {
    await clock.advance(STEP_MS);
  }
  return { phase: await phase(), holdings: await holdingsOf(world, cluster, backupId) };
}
