import { parseSeal } from '../../../functions/domain/backup/seal.ts';
import { sealKey } from '../../../functions/domain/location/keys.ts';
import { PROBES, sealPath } from '../../../functions/domain/location/location-layout.ts';
import { kindNameOf } from '../../../functions/domain/manifest/manifest.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import type { RestoredObject } from '../../../functions/domain/restore/restored-object.ts';
import type { Volume as VolumeRow } from '../../../functions/domain/volume/volume.ts';
import { readBatches } from '../../../functions/operations/read-record.ts';
import type { Ledger } from '../../../functions/services/ledger/ledger.ts';
import type { Claim, Volume } from '../../../simulator/storage/types.ts';
import type { AslCluster } from './cluster.ts';
import { type compareInventories, namesIn } from './inventory.ts';
import type { World } from './world.ts';

/** A kind of operation under the faults of the matrix. */
export interface Subject {
  kind: Operation['kind'];
  machine: string;
  spec: object;
  /** Of the operation's row. */
  more?: Partial<Operation>;
  /** What is wrong with its end, beside what is wrong with every end. */
  judge(found: Found): Promise<string[]>;
  /** Whether it may take this object, or change it; everything else must be as it was. */
  mayTouch?(name: string): boolean;
  /** Before the next case on the same cluster. */
  reset?(cluster: AslCluster): Promise<void>;
}

export interface Found {
  world: World;
  cluster: AslCluster;
  ended: Operation;
  volumes: VolumeRow[];
  /** The cluster, compared with what it was before. */
  left: ReturnType<typeof compareInventories>;
  /** Whether the case itself removed something of the user's. */
  isBereft: boolean;
}

export function backupOf(spec: object): Subject {
  return { kind: 'backup', machine: 'backup', spec, judge: judgeBackup };
}

export async function judgeBackup({ world, cluster, ended, volumes, left, isBereft }: Found): Promise<string[]> {
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
  const seal = await world.plane.bucket.get(sealPath(place));
  expect((seal !== undefined) === (ended.phase === 'Succeeded'), seal ? `${ended.phase} with a seal` : 'no seal');
  if (seal) expect(isWhole(parseSeal(seal, sealKey(location), place).volumes), 'the seal is not whole');
  return wrong;
}

function isWhole(volumes: { kopiaId?: string | undefined; outcome: string }[]): boolean {
  const counted = volumes.filter(({ outcome }) => outcome !== 'Gone');
  return counted.length > 0 && counted.every(({ kopiaId, outcome }) => kopiaId !== undefined && outcome === 'Done');
}

interface Restored {
  backup: string;
  from: string;
  to: string;
  /** What the backup has of the namespace, as namesIn has it. */
  names: readonly string[];
  settings: object;
  /** StorageClasses that are mapped. */
  classes?: Record<string, string>;
}

/** A restore of a sealed backup into a namespace that is not there, and stays a user's own whatever the end. */
export function restoreOf({ backup, from, to, names, settings, classes = {} }: Restored): Subject {
  return {
    kind: 'restore',
    machine: 'restore',
    spec: { backup, namespaceMapping: from === to ? {} : { [from]: to }, storageClassMapping: classes, settings },
    judge: async (found) => [...judgeRestore(found, to, names), ...(await judgeRecord(found, to, backup))],
    async reset({ simulator }) {
      simulator.objects.remove('namespaces', to);
      await simulator.settled();
    },
  };
}

function judgeRestore({ cluster, ended, left }: Found, target: string, names: readonly string[]): string[] {
  const wrong: string[] = [];
  const expect = expectIn(wrong);
  const { objects } = cluster.simulator;
  const volumes = objects.list<Volume>('persistentvolumes').filter(({ spec }) => spec.claimRef?.namespace === target);
  const users = new Set(volumes.map(({ metadata }) => `persistentvolumes -/${metadata.name}`));
  const isUsers = (name: string) =>
    name === `namespaces -/${target}` || name.includes(` ${target}/`) || users.has(name);
  const ours = left.added.filter((name) => !isUsers(name));
  expect(ours.length === 0, `on the cluster: ${ours.join(', ')}`);
  expect(left.volumes.length === users.size, `volumes of the storage: ${left.volumes.join(', ')}`);
  expect(left.snapshots.length === 0, `snapshots of the storage: ${left.snapshots.join(', ')}`);
  const claims = objects.list<Claim>('persistentvolumeclaims', target);
  if (ended.phase === 'Succeeded') {
    const restored = namesIn(cluster.simulator, target);
    expect(same(restored, names), `restored: ${restored.join(', ')}; backed up: ${names.join(', ')}`);
    const bound = claims.filter(({ status }) => status?.phase === 'Bound');
    expect(bound.length === claims.length, `of ${claims.length} claims ${bound.length} are bound`);
    const kept = volumes.filter(({ spec }) => spec.persistentVolumeReclaimPolicy !== 'Delete');
    expect(kept.length === 0, `${kept.length} volumes would outlive their claims, as their class does not say`);
  }
  const marked = [...claims, ...objects.list('persistentvolumes')].filter(
    ({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'snapferry',
  );
  expect(marked.length === 0, `${marked.length} of the user's carry our label`);
  return wrong;
}

/** Every object of the backup is on the record, and what is said to be made is what is there. */
async function judgeRecord({ world, cluster, ended, left }: Found, target: string, backup: string): Promise<string[]> {
  const wrong: string[] = [];
  const expect = expectIn(wrong);
  const { ledger } = world.plane.services;
  const record = await readRecord(ledger, ended.operationId);
  const parts = await ledger.readParts(backup);
  const known = new Map(cluster.simulator.simulation.kinds.all().map((kind) => [kindNameOf(kind), kind]));
  for (const { outcome, uid, reason, ...object } of record) {
    const { group = '', plural = '' } = known.get(kindNameOf(object)) ?? {};
    const resource = group === '' ? plural : `${plural}.${group}`;
    const { namespace, name } = object;
    const found = cluster.simulator.objects.get(resource, namespace ? `${namespace}/${name}` : name);
    const isThere = outcome === 'created' ? uid !== undefined && found?.metadata.uid === uid : true;
    // Seconds after its end the case itself may have taken it away.
    const isGone = found === undefined && !left.added.includes(`${resource} ${namespace ?? '-'}/${name}`);
    expect(
      isThere || isGone,
      `on record as made, ${uid}: ${resource} ${namespace}/${name}, there ${found?.metadata.uid}`,
    );
    expect(outcome !== 'dropped', `dropped: ${resource} ${namespace}/${name}: ${reason}`);
  }
  if (ended.phase !== 'Succeeded') return wrong;
  const all = parts.reduce((sum, { count }) => sum + count, 0);
  expect(all > 0 && record.length === all, `of ${all} objects ${record.length} are on the record`);
  const { created = 0, merged = 0, left: leftAlone = 0, dropped = 0 } = ended.counts;
  expect(created + merged + leftAlone + dropped === all, `counts: ${JSON.stringify(ended.counts)}`);
  const within = record.filter(({ namespace, outcome }) => namespace === target && outcome === 'created');
  expect(within.length > 0, 'nothing is on record as made');
  return wrong;
}

async function readRecord(ledger: Ledger, operationId: string): Promise<RestoredObject[]> {
  const objects: RestoredObject[] = [];
  for await (const batch of readBatches(ledger, operationId)) objects.push(...batch.objects);
  return objects;
}

/** A look at what a backup, or a restore, would do: whatever its end, nothing is made or changed anywhere. */
export function simulationOf(given: { of: string; [of: string]: unknown }): Subject {
  const { settings } = given[given.of] as { settings: object };
  return {
    kind: 'simulation',
    machine: 'simulate',
    spec: { ...given, settings },
    async judge({ ended, left, volumes }) {
      const wrong: string[] = [];
      const expect = expectIn(wrong);
      const things = [...left.added, ...left.volumes, ...left.snapshots];
      expect(things.length === 0, `on the cluster: ${things.join(', ')}`);
      if (ended.phase !== 'Succeeded') return wrong;
      expect(ended.checkedAt !== undefined, 'it has not looked at all');
      const { problems, objects = [] } = ended.simulation ?? {};
      expect(problems?.length === 0, `problems: ${JSON.stringify(problems)}`);
      expect(objects.length > 0 && volumes.length > 0, `${objects.length} kinds, ${volumes.length} volumes`);
      return wrong;
    },
  };
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
      const { keys } = await world.plane.bucket.list(`${PROBES}${ended.operationId}`);
      expect(keys.length === 0, `at the location: ${keys.map(({ key }) => key).join(', ')}`);
      return wrong;
    },
  };
}

interface Upkept {
  settings: object;
  /** Objects that stay, whatever the end. */
  kept: readonly string[];
  /** A part that no seal lists. */
  orphan: string;
  world: World;
}

/** A maintenance of the location of all cases, which has a repository and a sealed backup of this cluster. */
export function maintenanceOf({ settings, kept, orphan, world }: Upkept): Subject {
  const { bucket } = world.plane;
  return {
    kind: 'maintenance',
    machine: 'maintain-location',
    spec: { full: true, settings },
    async reset() {
      await bucket.put(orphan, Buffer.from('nobody’s'));
    },
    async judge({ ended, left }) {
      const wrong: string[] = [];
      const expect = expectIn(wrong);
      const things = [...left.added, ...left.volumes, ...left.snapshots];
      expect(things.length === 0, `on the cluster: ${things.join(', ')}`);
      for (const key of kept) expect((await bucket.get(key)) !== undefined, `${key} is gone`);
      if (ended.phase !== 'Succeeded') return wrong;
      expect((await bucket.get(orphan)) === undefined, 'the part that no seal lists is still there');
      const { counts, maintained = [] } = ended;
      expect(maintained.length > 0 && counts.maintained === maintained.length, `maintained: ${counts.maintained}`);
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
