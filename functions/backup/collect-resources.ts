import { checkNotEmpty } from '../domain/backup/not-empty.ts';
import { manifestKey } from '../domain/location/keys.ts';
import { parsePartPath } from '../domain/location/location-layout.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { inScope } from '../domain/volume/volume-sets.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import type { PartRow } from '../services/ledger/ledger.ts';
import { type Notes, notesOf, pieceOf } from './resources/pieces.ts';
import { planUnits } from './resources/plan-units.ts';
import { workThrough } from './resources/work-through.ts';

type CollectServices = Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>;

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
  const planned = await planUnits(cluster, operation.spec, volumes, {
    collected: async () => namesIn(await ledger.readParts(run.operationId)),
  });
  const { notes, left } = await workThrough(cluster, selection, planned, {
    place,
    notes: notesOf(operation),
    remainingMs,
    pieceOf: (unit) => pieceOf(services, writer, unit),
    collect: (piece) => piece.collect(),
    remember,
  });
  if (left > 0) return waiting(0, { batchesLeft: left });

  const parts = await ledger.readParts(run.operationId);
  const isHeld = inScope(volumes).length > 0 || parts.some(({ id }) => id.split('#')[1] !== '-');
  checkNotEmpty(selection, isHeld, notes.keptOut);
  await remember(ALL, notes);
  return collected(parts);

  async function remember(reached: string, { keptOut, leftOut, keptOutIn, warnings: said }: Notes): Promise<void> {
    const checkpoints = { ...operation.checkpoints, CollectResources: reached, keptOutIn: [...keptOutIn] };
    await ledger.updateOperation(run, { checkpoints, keptOut, leftOut, warnings: [...said] });
  }
}

function namesIn(parts: readonly PartRow[]): ReadonlySet<string> {
  return new Set(parts.flatMap(({ key }) => parsePartPath(key)?.resource ?? []));
}

function collected(parts: readonly PartRow[]) {
  return done({ parts: parts.length, objects: parts.reduce((sum, { count }) => sum + count, 0) });
}
