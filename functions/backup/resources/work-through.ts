import type { FrozenSelection } from '../../domain/backup/selection-spec.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { lookOf, type Notes, type Piece, withMore } from './pieces.ts';
import type { planUnits } from './plan-units.ts';

/** Pieces at once: a LIST is mostly waiting; memory is at most one page and one part each. */
const CONCURRENCY = 4;
/** A slice ends while there is this left for the pieces under way. */
const RESERVE_MS = 45_000;
/** A crash repeats at most so many batches. */
const BATCHES_A_PLACE = 4;

type Planned = Awaited<ReturnType<typeof planUnits>>;

interface Way {
  /** The place that is remembered: pieces up to it are done. */
  place: string;
  notes: Notes;
  remainingMs(): number;
  pieceOf(unit: Planned['units'][number]): Piece;
  collect(piece: Piece): Promise<Partial<Notes>>;
  /** What was seen up to a place is written with the place: of a unit that runs again it counts once. */
  remember(reached: string, notes: Notes): Promise<unknown>;
}

/**
 * Goes through all units in their order: what is in namespaces, what is of the cluster and belongs to them, and last, where
 * something was left out, a look at what refers to it.
 * @returns what is noted, and how many batches are left when the time is up
 */
export async function workThrough(
  cluster: Cluster,
  selection: FrozenSelection,
  { units, kinds, judge, warnings }: Planned,
  { place, notes: before, remainingMs, pieceOf, collect, remember }: Way,
): Promise<{ notes: Notes; left: number }> {
  let notes = withMore(before, { warnings });
  const inNamespaces = units.filter(({ unit }) => unit.namespace !== undefined).map(pieceOf);
  const ofCluster = units.filter(({ unit }) => unit.namespace === undefined).map(pieceOf);
  const unitsLeft = await work([...batchesOf(inNamespaces, CONCURRENCY), ...batchesOf(ofCluster, 1)]);
  if (unitsLeft > 0) return { notes, left: unitsLeft };
  const toLook = selection.namespaces.filter((namespace) => judge.isPartial || notes.keptOutIn.has(namespace));
  const looks = toLook.map((namespace) => lookOf(cluster, kinds, namespace, judge));
  const left = await work(batchesOf(looks, CONCURRENCY));
  return { notes, left };

  /** @returns how many batches are left when the time is up */
  async function work(all: readonly Piece[][]): Promise<number> {
    const batches = all.map((batch) => batch.filter(({ order }) => order > place)).filter((batch) => batch.length > 0);
    for (const [at, batch] of batches.entries()) {
      const found = await Promise.all(batch.map(collect));
      notes = found.reduce<Notes>(withMore, notes);
      const batchesLeft = batches.length - at - 1;
      const isPause = batchesLeft > 0 && remainingMs() < RESERVE_MS;
      if (isPause || at % BATCHES_A_PLACE === 0) await remember(batch.at(-1)?.order ?? place, notes);
      if (isPause) return batchesLeft;
    }
    return 0;
  }
}

function batchesOf(pieces: readonly Piece[], size: number): Piece[][] {
  const count = Math.ceil(pieces.length / size);
  return Array.from({ length: count }, (_, at) => pieces.slice(at * size, (at + 1) * size));
}
