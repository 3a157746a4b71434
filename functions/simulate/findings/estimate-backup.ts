import { likeNow, recallRepository } from '../../backup/repositories/repository-knowledge.ts';
import { readLastUploads, secondsOf } from '../../backup/uploads/seconds-of-uploads.ts';
import { isUploaded } from '../../domain/backup/methods.ts';
import { locationOf } from '../../domain/operation/refs.ts';
import type { Estimate, Transitions } from '../../domain/simulation/simulation.ts';
import type { SimulationOf } from '../../domain/simulation/simulation-of.ts';
import { statesOf, transitionsOf } from '../../domain/simulation/transitions.ts';
import { planTransfers } from '../../domain/transfer/volume-transfers.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { inPhase } from '../../domain/volume/volume-sets.ts';
import type { Uses } from '../../platform/services.ts';
import { pollsOf, turnsOf } from './mover-turns.ts';

type Dependencies = Uses<'catalog' | 'ledger' | 'repositories'>;

/** Beside the uploads: snapshots, objects, seal. Nobody knows it before; it is what a small one takes. */
const REST_SECONDS = 15;

/** That LaunchOffloads waits for a repository that is made while snapshots are: two looks. */
const REPOSITORY_SECONDS = 2;

/**
 * What the last uploads of the same volumes let expect: by them, too, the run decides which volumes share a mover.
 * @param makesRoom whether snapshots have to give way first
 */
export async function estimateBackup(
  services: Dependencies,
  operation: SimulationOf<'backup'>,
  volumes: readonly Volume[],
  { makesRoom }: { makesRoom: boolean },
): Promise<{ estimate: Estimate; transitions: Transitions }> {
  const { backup, settings } = operation.spec;
  const pending = inPhase(volumes, 'Pending');
  const uploads = pending.filter(isUploaded);
  const recalled = await recallAll(services, operation, new Set(uploads.map(({ namespace }) => namespace)));
  const backupsOf = async (namespace: string) => {
    const one = recalled.get(namespace);
    return one ? likeNow(one, backup) : [];
  };
  const before = await readLastUploads(services, uploads, backupsOf);
  const expected = new Map(
    uploads.map((volume) => {
      const last = before.get(volume.volumeId);
      const { bytes = volume.capacityBytes, uploadedBytes = bytes } = last ?? {};
      return [volume.volumeId, { volume, bytes, uploadedBytes, seconds: secondsOf(volume, last) }];
    }),
  );
  const turns = turnsOf(planTransfers('upload', operation, uploads, operation.epoch), {
    limit: settings.moverLimit,
    most: settings.volumesPerMover ?? 1,
    secondsOf: ({ volumeId = '' }) => expected.get(volumeId)?.seconds ?? 0,
    nodesOf: ({ volumeId = '' }) => JSON.stringify(expected.get(volumeId)?.volume.nodeAffinity ?? null),
  });
  const isFirst = [...recalled.values()].some(({ isMade }) => !isMade);
  const toMake = pollsOf({ seconds: isFirst ? REPOSITORY_SECONDS : 0, isShared: false });
  const sumOf = <One>(all: Iterable<One>, what: (one: One) => number) =>
    [...all].reduce((sum, one) => sum + what(one), 0);
  const known = uploads.filter(({ volumeId }) => before.has(volumeId));
  const freezes = backup.rules ? new Set(pending.map(({ group }) => group)).size : 0;
  return {
    estimate: {
      bytes: sumOf(expected.values(), ({ bytes }) => bytes),
      uploadBytes: sumOf(expected.values(), ({ uploadedBytes }) => uploadedBytes),
      seconds: Math.ceil(REST_SECONDS + sumOf(turns, ({ seconds }) => seconds)),
      known: known.length,
      guessed: uploads.length - known.length,
    },
    transitions: transitionsOf(statesOf({ freezes, makesRoom }), {
      polls: sumOf(turns, pollsOf) + toMake,
      launches: Math.max(0, turns.length - 1),
    }),
  };
}

/** What is known of the repository of each namespace. A location that has gone meanwhile knows of none. */
async function recallAll(services: Dependencies, { refs }: SimulationOf<'backup'>, namespaces: ReadonlySet<string>) {
  const { name, uid } = locationOf({ refs });
  const item = await services.catalog.read('location', name);
  if (item?.uid !== uid) return new Map<string, Awaited<ReturnType<typeof recallRepository>>>();
  const locationUid = item.status.locationUid ?? uid;
  const { clusterId } = refs.cluster;
  const recall = async (namespace: string) =>
    [namespace, await recallRepository(services, { locationUid, clusterId, namespace })] as const;
  return new Map(await Promise.all([...namespaces].map(recall)));
}
