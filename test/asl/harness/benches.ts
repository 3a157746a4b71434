import type { BackupSpec } from '../../../functions/domain/backup/backup-spec.ts';
import { backupPath, MARKER, partPath, repositoryPath } from '../../../functions/domain/location/location-layout.ts';
import { POLLS_PER_EXECUTION } from '../../../functions/domain/operation/step-result.ts';
import { resolveSettings } from '../../../functions/domain/settings/settings.ts';
import { applyObjects } from '../../../simulator/apply.ts';
import type { NewObject } from '../../../simulator/store.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './cluster.ts';
import { deletionOf } from './deletion-subject.ts';
import { fullBackupOf, LIMITED_DRIVER } from './full-subject.ts';
import { namesIn } from './inventory.ts';
import { type Bench, CLAIMS, SETTINGS } from './matrix.ts';
import { ruledBackupOf } from './ruled-subject.ts';
import { backupOf, maintenanceOf, restoreOf, simulationOf, validationOf } from './subject.ts';
import { undoOf } from './undo-subject.ts';
import { backupSpec, type World } from './world.ts';

export const BACKUP: Bench = {
  machine: 'backup',
  subject: async () => backupOf(backupSpec(SETTINGS)),
  // A repository is made once: begun in the one, and waited for in the other.
  fresh: ['BeginRepositories', 'LaunchOffloads'],
};

/** Its application is frozen for its cut. */
export const RULED_BACKUP: Bench = { machine: 'backup', subject: async () => ruledBackupOf() };

/** There is room for one mover only, and its volumes are small enough to share it. */
export const SHARED_BACKUP: Bench = {
  machine: 'backup',
  subject: async () => backupOf(backupSpec({ ...SETTINGS, moverLimit: 1 })),
};

/** There is no room for its snapshots before it makes some. */
export const FULL_BACKUP: Bench = { machine: 'backup', subject: fullBackupOf, drivers: [LIMITED_DRIVER] };

/** Its first execution hands over as soon as it has something to wait for after the launch. */
export const LONG_BACKUP: Bench = {
  machine: 'backup',
  subject: async () => ({ ...backupOf(backupSpec(SETTINGS)), more: { polls: POLLS_PER_EXECUTION - 11 } }),
};

export const COPY = 'shop-copy';

export const RESTORE: Bench = {
  machine: 'restore',
  subject: async (world, cluster) => restoreOf({ ...(await backUp(world, cluster, SHOP)), to: COPY }),
};

export const SIMULATION: Bench = {
  machine: 'simulate',
  subject: async () => simulationOf({ of: 'backup', backup: backupSpec(SETTINGS) }),
};

/** What a restore into a namespace that is not there would do. */
export const RESTORE_SIMULATION: Bench = {
  machine: 'simulate',
  async subject(world, cluster) {
    const { spec } = restoreOf({ ...(await backUp(world, cluster, SHOP)), to: COPY });
    return simulationOf({ of: 'restore', restore: spec });
  },
};

export const UNDO: Bench = {
  machine: 'undo-restore',
  subject: async (world, cluster) => undoOf(world, cluster, { ...(await backUp(world, cluster, SHOP)), to: COPY }),
};

/** Its first execution hands over as soon as it waits for what it deletes. */
export const LONG_UNDO: Bench = {
  machine: 'undo-restore',
  subject: async (...given) => ({ ...(await UNDO.subject(...given)), more: { polls: POLLS_PER_EXECUTION - 2 } }),
};

/** The snapshots on the cluster are the backup. */
export const LOCAL_RESTORE: Bench = {
  machine: 'restore',
  subject: async (world, cluster) =>
    restoreOf({ ...(await backUp(world, cluster, SHOP, { offload: false })), to: COPY }),
};

/** Its first execution hands over as soon as it waits for movers. */
export const LONG_RESTORE: Bench = {
  machine: 'restore',
  subject: async (...given) => ({ ...(await RESTORE.subject(...given)), more: { polls: POLLS_PER_EXECUTION - 4 } }),
};

const CLASS = 'simulator';
/** A class that only the cluster has which the backup was made on. */
export const SOURCE_CLASS = 'gold';

/**
 * Onto another cluster than the backup was made on, which is gone by then, and registered no more. Its claims are of a
 * class that the other one lacks.
 */
export const RESTORE_ELSEWHERE: Bench = {
  machine: 'restore',
  async subject(world, cluster) {
    const source = await startCluster(world.plane);
    const { objects, simulation } = source.simulator;
    const known = objects.get('storageclasses.storage.k8s.io', CLASS) as unknown as NewObject;
    applyObjects(simulation, [{ ...known, metadata: { name: SOURCE_CLASS } }]);
    await createShop(source, CLAIMS, SOURCE_CLASS);
    const backup = await backUp(world, source, SHOP);
    await source.simulator.stop();
    await world.plane.services.catalog.remove('cluster', source.ref.name);
    const subject = restoreOf({ ...backup, to: COPY, classes: { [SOURCE_CLASS]: CLASS } });
    const refs = { cluster: cluster.ref, locations: [world.location], backup: backup.backup, source: source.ref };
    return { ...subject, more: { refs } };
  },
};

/** A sealed backup of a namespace, and what a restore of it must bring. */
export async function backUp(world: World, cluster: AslCluster, from: string, changes: Partial<BackupSpec> = {}) {
  const names = namesIn(cluster.simulator, from);
  const selection = { kind: 'namespaces' as const, namespaces: [from] };
  const backup = await world.start(backupOf(backupSpec(SETTINGS, { selection, ...changes })), cluster);
  const { phase, error } = await world.ended(backup);
  if (phase !== 'Succeeded') throw new Error(`there is nothing to restore: ${error?.message}`);
  return { backup, from, names, settings: resolveSettings('kopia:1', SETTINGS) };
}

export const VALIDATION: Bench = {
  machine: 'validate-location',
  subject: async () => validationOf(resolveSettings('kopia:1', SETTINGS)),
};

export const DELETION: Bench = {
  machine: 'delete-backup',
  subject: async (world, cluster) => await deletionOf(world, cluster, () => backUp(world, cluster, SHOP)),
};

/** Its first execution hands over as soon as it waits for movers. */
export const LONG_DELETION: Bench = {
  machine: 'delete-backup',
  subject: async (...given) => ({ ...(await DELETION.subject(...given)), more: { polls: POLLS_PER_EXECUTION - 4 } }),
};

export const MAINTENANCE: Bench = {
  machine: 'maintain-location',
  subject: async (world, cluster) => {
    const { backup, settings } = await backUp(world, cluster, SHOP);
    const { clusterId } = cluster.ref;
    const { locations } = world.plane.services;
    await locations.claim(world.location, backup);
    const store = world.plane.bucket;
    const repository = `${repositoryPath(clusterId, SHOP)}kopia.repository`;
    await store.put(repository, Buffer.from('of the kopia that these cases have'));
    const { keys } = await store.list(backupPath({ clusterId, backupId: backup }));
    const kept = [MARKER, repository, ...keys.map(({ key }) => key)];
    const place = { clusterId, backupId: backup, resource: 'ConfigMap', namespace: SHOP, n: 9 };
    return maintenanceOf({ settings, kept, orphan: partPath(place, '0'.repeat(64)), world });
  },
};

/** Its first execution hands over as soon as it waits for movers. */
export const LONG_MAINTENANCE: Bench = {
  machine: 'maintain-location',
  subject: async (...given) => ({ ...(await MAINTENANCE.subject(...given)), more: { polls: POLLS_PER_EXECUTION - 4 } }),
};
