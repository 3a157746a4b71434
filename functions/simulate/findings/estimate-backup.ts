import { likeNow, recallRepository } from '../../backup/repositories/repository-knowledge.ts';
import { readLastUploads, secondsOf } from '../../backup/uploads/seconds-of-uploads.ts';
import { isUploaded } from '../../domain/backup/methods.ts';
import { locationOf } from '../../domain/operation/refs.ts';
import type { Estimate, Transitions } from '../../domain/simulation/simulation.ts';
import type { SimulationOf } from '../../domain/simulation/simulation-of.ts';
import { statesOf, transitionsOf } from '../../domain/simulation/transitions.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { inPhase } from '../../domain/volume/volume-sets.ts';
import type { Uses } from '../../platform/services.ts';

type Dependencies = Uses<'catalog' | 'ledger' | 'repositories'>;

/** Beside the uploads: snapshots, objects, seal. Nobody knows it before; it is what a small one takes. */
const REST_SECONDS = 15;

/** What the last uploads of the same volumes let expect: by them, too, the run decides which volumes share a mover. */
export async function estimateBackup(
  services: Dependencies,
  operation: SimulationOf<'backup'>,
  volumes: readonly Volume[],
): Promise<{ estimate: Estimate; transitions: Transitions }> {
  const uploads = inPhase(volumes, 'Pending').filter(isUploaded);
  const before = await readLastUploads(services, uploads, await newestBy(services, operation));
  const expected = uploads.map((volume) => {
    const last = before.get(volume.volumeId);
    const { bytes = volume.capacityBytes, uploadedBytes = bytes } = last ?? {};
    return { bytes, uploadedBytes, seconds: secondsOf(volume, last) };
  });
  const sumOf = (what: keyof (typeof expected)[number]) => expected.reduce((sum, one) => sum + one[what], 0);
  const longest = Math.max(0, ...expected.map(({ seconds }) => seconds));
  const movers = Math.min(operation.spec.settings.moverLimit, uploads.length) || 1;
  const polled = Math.max(longest, sumOf('seconds') / movers);
  const groups = new Set(volumes.map(({ group }) => group)).size;
  return {
    estimate: {
      bytes: sumOf('bytes'),
      uploadBytes: sumOf('uploadedBytes'),
      seconds: Math.ceil(REST_SECONDS + polled),
      known: before.size,
      guessed: uploads.length - before.size,
    },
    transitions: transitionsOf(statesOf(groups, operation.spec.backup.rules !== undefined), polled),
  };
}

/** A location that has gone meanwhile knows of no backup. */
async function newestBy(services: Dependencies, { refs, spec }: SimulationOf<'backup'>) {
  const { name, uid } = locationOf({ refs });
  const item = await services.catalog.read('location', name);
  const locationUid = item?.uid === uid ? (item.status.locationUid ?? uid) : undefined;
  const { clusterId } = refs.cluster;
  return async (namespace: string) => {
    if (locationUid === undefined) return undefined;
    return likeNow(await recallRepository(services, { locationUid, clusterId, namespace }), spec.backup);
  };
}
