import type { OperationKind } from '../../../functions/domain/ids.ts';
import { sealKey } from '../../../functions/domain/keys.ts';
import { PROBES, sealPath } from '../../../functions/domain/location-layout.ts';
import type { Operation } from '../../../functions/domain/operation.ts';
import { parseSeal } from '../../../functions/domain/seal.ts';
import type { Volume } from '../../../functions/domain/volume.ts';
import type { AslCluster } from './cluster.ts';
import type { compareInventories } from './inventory.ts';
import type { World } from './world.ts';

/** A kind of operation under the faults of the matrix. */
export interface Subject {
  kind: OperationKind;
  machine: string;
  spec: object;
  /** Of the operation's row. */
  more?: Partial<Operation>;
  /** What is wrong with its end, beside what is wrong with every end. */
  judge(found: Found): Promise<string[]>;
  /** Before the next case on the same cluster. */
  reset?(cluster: AslCluster): Promise<void>;
}

export interface Found {
  world: World;
  cluster: AslCluster;
  ended: Operation;
  volumes: Volume[];
  /** The cluster, compared with what it was before. */
  left: ReturnType<typeof compareInventories>;
  /** Whether the case itself removed something of the user's. */
  isBereft: boolean;
}

export function backupOf(spec: object): Subject {
  return { kind: 'backup', machine: 'backup', spec, judge: judgeBackup };
}

async function judgeBackup({ world, cluster, ended, volumes, left, isBereft }: Found): Promise<string[]> {
  const wrong: string[] = [];
  const expect = expectIn(wrong);
  const kept = volumes.flatMap(({ localCopy }) => (localCopy?.keptFor ? [localCopy] : []));
  const unsaid = volumes.filter(({ localCopy }) => localCopy && !localCopy.keptFor && !localCopy.releasedAt);
  expect(unsaid.length === 0, `of ${unsaid.length} local copies the record says nothing`);
  const named = kept.flatMap(({ namespace, volumeSnapshot, content }) => [
    `volumesnapshots.snapshot.storage.k8s.io ${namespace}/${volumeSnapshot}`,
    `volumesnapshotcontents.snapshot.storage.k8s.io -/${content}`,
  ]);
  expect(same(left.added, named), `on the cluster: ${left.added.join(', ')}; in the record: ${named.join(', ')}`);
  expect(isBereft || left.volumes.length === 0, `volumes of the storage: ${left.volumes.join(', ')}`);
  const handles = kept.map(({ handle }) => handle);
  expect(same(left.snapshots, handles), `snapshots of the storage: ${left.snapshots.join(', ')}`);

  const location = await world.plane.services.locations.open(world.location);
  const place = { clusterId: cluster.ref.clusterId, backupId: ended.operationId, locationUid: location.locationUid };
  const seal = await location.store.get(sealPath(place));
  expect((seal !== undefined) === (ended.phase === 'Succeeded'), seal ? `${ended.phase} with a seal` : 'no seal');
  if (seal) expect(isWhole(parseSeal(seal, sealKey(location), place).volumes), 'the seal is not whole');
  return wrong;
}

function isWhole(volumes: { kopiaId?: string | undefined; outcome: string }[]): boolean {
  const counted = volumes.filter(({ outcome }) => outcome !== 'Gone');
  return counted.length > 0 && counted.every(({ kopiaId, outcome }) => kopiaId !== undefined && outcome === 'Done');
}

export const COPY = 'shop-copy';

/** A restore of a sealed backup into another namespace, which stays a user's own whatever the end. */
export function restoreOf(backup: string, settings: object): Subject {
  return {
    kind: 'restore',
    machine: 'restore',
    spec: { backup, namespaceMapping: { shop: COPY }, settings },
    more: {},
    judge: judgeRestore,
    async reset({ simulator }) {
      simulator.objects.remove('namespaces', COPY);
      await simulator.settled();
    },
  };
}

async function judgeRestore({ cluster, ended, left }: Found): Promise<string[]> {
  const wrong: string[] = [];
  const expect = expectIn(wrong);
  const { objects } = cluster.simulator;
  const users = new Set(
    objects
      .list('persistentvolumes')
      .filter(({ spec }) => (spec as { claimRef?: { namespace?: string } }).claimRef?.namespace === COPY)
      .map(({ metadata }) => metadata.name),
  );
  const isUsers = (name: string) =>
    name === `namespaces -/${COPY}` ||
    name.includes(` ${COPY}/`) ||
    users.has(name.replace('persistentvolumes -/', ''));
  const ours = left.added.filter((name) => !isUsers(name));
  expect(ours.length === 0, `on the cluster: ${ours.join(', ')}`);
  expect(left.volumes.length === users.size, `volumes of the storage: ${left.volumes.join(', ')}`);
  expect(left.snapshots.length === 0, `snapshots of the storage: ${left.snapshots.join(', ')}`);
  const claims = objects.list('persistentvolumeclaims', COPY);
  const bound = claims.filter(({ status }) => (status as { phase?: string } | undefined)?.phase === 'Bound');
  if (ended.phase === 'Succeeded') {
    expect(bound.length === 2, `${bound.length} claims are bound`);
    expect(objects.get('configmaps', `${COPY}/settings`) !== undefined, 'objects are missing');
  }
  const marked = [...claims, ...objects.list('persistentvolumes')].filter(
    ({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'snapferry',
  );
  expect(marked.length === 0, `${marked.length} of the user's carry our label`);
  return wrong;
}

export function validationOf(settings: object): Subject {
  return {
    kind: 'validation',
    machine: 'validate-location',
    spec: { generation: 1, settings },
    async judge({ world, ended, left }) {
      const wrong: string[] = [];
      const expect = expectIn(wrong);
      const things = [...left.added, ...left.volumes, ...left.snapshots];
      expect(things.length === 0, `on the cluster: ${things.join(', ')}`);
      const { store } = await world.plane.services.locations.open(world.location);
      const { keys } = await store.list(`${PROBES}${ended.operationId}`);
      expect(keys.length === 0, `at the location: ${keys.map(({ key }) => key).join(', ')}`);
      return wrong;
    },
  };
}

export function expectIn(wrong: string[]): (holds: boolean, sentence: string) => void {
  return (holds, sentence) => void (holds || wrong.push(sentence));
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted());
}
