import { checkNotEmpty } from '../domain/backup/not-empty.ts';
import { manifestKey } from '../domain/location/keys.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { inScope } from '../domain/volume/volume-sets.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import type { PartRow } from '../services/ledger/ledger.ts';
import { lookOf, type Notes, notesOf, type Piece, pieceOf, withMore } from './resources/pieces.ts';
import { planUnits } from './resources/plan-units.ts';

type CollectServices = Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

/** Pieces at once: a LIST is mostly waiting; memory is at most one page and one part each. */
const CONCURRENCY = 4;
/** A slice ends while there is this left for the pieces under way. */
const RESERVE_MS = 45_000;
/** A crash repeats at most so many batches. */
const BATCHES_A_PLACE = 4;
/** The place behind all pieces. */
const ALL = '9';

/**
 * Stores the manifests of the selection: by discovery, every kind that domain/resources does not deny, each
 * (kind, namespace) one after the other in a fixed order; then what is cluster-scoped and belongs to them. Last, where something
 * was left out, a look at what refers to it.
 *
 * Idempotent: a unit that runs again replaces its parts; units up to the place that the operation remembers are done.
 * A namespace that is gone by now has no objects.
 * @returns `waiting, 0` after a slice; `done` with counts {objects, parts}
 */
export function collectResources(services: CollectServices): Step {
  return step('backup', 'CollectResources', services, async (call) => await collect(services, call));
}

async function collect(services: CollectServices, { operation, run, remainingMs }: StepCall<'backup'>) {
  const { clusters, ledger, locations } = services;
  const known = await ledger.readParts(run.operationId);
  const place = operation.checkpoints?.CollectResources ?? '';
  // A takeover after the end must not collect again: every run of a unit makes other parts, and a seal may name these.
  if (place === ALL || operation.sealingAt) return collected(known);
  const cluster = await clusters.open(operation.refs.cluster, 'backup');
  const location = await locations.open(locationOf(operation));
  const writer = {
    run,
    place: { clusterId: operation.refs.cluster.clusterId, backupId: run.operationId },
    key: manifestKey(location, run.operationId),
    store: location.store,
    known,
  };

  const { selection } = operation.spec;
  const volumes = await ledger.readVolumes(run.operationId);
  const { units, kinds, judge, warnings } = await planUnits(services, cluster, operation, volumes);
  let notes = withMore(notesOf(operation), { warnings });
  const piecesOf = (isWanted: (namespace: string | undefined) => boolean) =>
    units.filter(({ unit }) => isWanted(unit.namespace)).map((one) => pieceOf(services, writer, one));
  const batchesLeft = await work([
    ...batchesOf(
      piecesOf((namespace) => namespace !== undefined),
      CONCURRENCY,
    ),
    ...batchesOf(
      piecesOf((namespace) => namespace === undefined),
      1,
    ),
  ]);
  if (batchesLeft > 0) return waiting(0, { batchesLeft });
  const toLook = selection.namespaces.filter((namespace) => judge.isPartial || notes.keptOutIn.has(namespace));
  const looksLeft = await work(
    batchesOf(
      toLook.map((namespace) => lookOf(cluster, kinds, namespace, judge)),
      CONCURRENCY,
    ),
  );
  if (looksLeft > 0) return waiting(0, { batchesLeft: looksLeft });

  const parts = await ledger.readParts(run.operationId);
  checkNotEmpty(selection, parts, inScope(volumes).length);
  await remember(ALL);
  return collected(parts);

  /** @returns how many batches are left when the time is up */
  async function work(all: readonly Piece[][]): Promise<number> {
    const batches = all.map((batch) => batch.filter(({ order }) => order > place)).filter((batch) => batch.length > 0);
    for (const [at, batch] of batches.entries()) {
      const found = await Promise.all(batch.map((piece) => piece.collect()));
      notes = found.reduce<Notes>(withMore, notes);
      const left = batches.length - at - 1;
      const isPause = left > 0 && remainingMs() < RESERVE_MS;
      if (isPause || at % BATCHES_A_PLACE === 0) await remember(batch.at(-1)?.order ?? place);
      if (isPause) return left;
    }
    return 0;
  }

  /** What was seen up to a place is written with the place: of a unit that runs again it counts once. */
  async function remember(reached: string): Promise<void> {
    const { keptOut, leftOut, keptOutIn, warnings: said } = notes;
    const checkpoints = { ...operation.checkpoints, CollectResources: reached, keptOutIn: [...keptOutIn] };
    await ledger.updateOperation(run, { checkpoints, keptOut, leftOut, warnings: [...said] });
  }
}

function batchesOf(pieces: readonly Piece[], size: number): Piece[][] {
  const count = Math.ceil(pieces.length / size);
  return Array.from({ length: count }, (_, at) => pieces.slice(at * size, (at + 1) * size));
}

function collected(parts: readonly PartRow[]) {
  return done({ parts: parts.length, objects: parts.reduce((sum, { count }) => sum + count, 0) });
}
