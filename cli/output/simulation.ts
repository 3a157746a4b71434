import type { Schemas } from '../../client/client.ts';
import { bytesOf, durationOf } from './units.ts';

type Operation = Schemas['Operation'];
type Simulation = NonNullable<Operation['simulation']>;
type Volume = Schemas['Volume'];

/** What a simulation has found, for a person: what it would do, what is amiss, what it would cost. */
export function simulationLines(operation: Operation, volumes: readonly Volume[]): string[] {
  const { simulation, warnings, keptOut, leftOut, unprotected = [] } = operation;
  if (!simulation) return ['it has found nothing'];
  return [
    ...problemLines(simulation),
    `namespaces: ${simulation.namespaces.join(', ') || 'none'}`,
    ...(simulation.newNamespaces?.length ? [`new namespaces: ${simulation.newNamespaces.join(', ')}`] : []),
    ...volumeLines(volumes),
    ...objectLines(simulation),
    ...listLines(
      'kept out',
      keptOut?.count,
      keptOut?.objects.map(
        ({ kind, namespace, name, by }) => `${[kind, namespace, name].filter(Boolean).join('/')}: ${by}`,
      ),
    ),
    ...listLines(
      'left out',
      leftOut?.count,
      leftOut?.objects.map(
        ({ kind, namespace, name, by }) => `${[kind, namespace, name].filter(Boolean).join('/')}, of ${by}`,
      ),
    ),
    ...listLines(
      'without data',
      unprotected.length,
      unprotected.map(({ namespace, pvc, reason }) => `${[namespace, pvc].filter(Boolean).join('/')}: ${reason}`),
    ),
    ...listLines(
      'actions of its rules',
      simulation.actions?.count,
      simulation.actions?.actions.map(
        ({ does, action, namespace, pod, container }) => `${does} ${action} in ${namespace}/${pod}, ${container}`,
      ),
    ),
    ...listLines('already there', simulation.conflicts?.count, simulation.conflicts?.objects),
    ...listLines('would be refused', simulation.refused?.count, simulation.refused?.objects),
    ...listLines('missing storage classes', simulation.missingStorageClasses?.length, simulation.missingStorageClasses),
    ...listLines('missing permissions', simulation.missingPermissions.length, simulation.missingPermissions),
    ...listLines(
      'more than the quota',
      simulation.overQuota?.length,
      simulation.overQuota?.map(
        ({ namespace, quota, resource, hard, used, wanted }) =>
          `${namespace}/${quota}: ${resource} ${wanted} wanted, ${used} of ${hard} used`,
      ),
    ),
    ...listLines(
      'no room for another snapshot',
      simulation.room.length,
      simulation.room.map(
        ({ namespace, pvc, snapshots, most, givesWay }) =>
          `${namespace}/${pvc}: ${snapshots} of ${most}${givesWay ? `; that of ${givesWay} gives way` : ''}`,
      ),
    ),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...estimateLines(simulation),
  ];
}

function problemLines({ problems }: Simulation): string[] {
  if (problems.length === 0) return ['nothing speaks against it'];
  return [
    problems.length === 1 ? '1 problem:' : `${problems.length} problems:`,
    ...problems.flatMap(({ code, message, remedy }) => [`  ${message} (${code})`, `    ${remedy}`]),
  ];
}

/** `volumes: 3 (2 csi+offload, 1 csi)`, and those that are not copied, with why. */
function volumeLines(volumes: readonly Volume[]): string[] {
  const copied = volumes.filter(({ phase }) => phase === 'Pending');
  const methods = new Map<string, number>();
  for (const { method = 'unknown' } of copied) methods.set(method, (methods.get(method) ?? 0) + 1);
  const by = [...methods].map(([method, count]) => `${count} ${method}`).join(', ');
  return [
    `volumes: ${copied.length}${by ? ` (${by})` : ''}`,
    ...volumes
      .filter(({ phase }) => phase !== 'Pending')
      .map(({ namespace, pvc, phase, why }) => `  ${namespace}/${pvc}: ${phase}: ${why}`),
  ];
}

function objectLines({ objects }: Simulation): string[] {
  const count = objects.reduce((sum, one) => sum + one.count, 0);
  const most = objects.toSorted((one, other) => other.count - one.count).slice(0, 8);
  const kinds = most.map(({ kind, count: of }) => `${of} ${kind}`).join(', ');
  return [`objects: ${count}${count > 0 ? ` (${kinds}${objects.length > most.length ? ', …' : ''})` : ''}`];
}

const MOST = 20;

function listLines(title: string, count: number | undefined, items: readonly string[] | undefined): string[] {
  if (!count || !items) return [];
  const shown = items.slice(0, MOST);
  return [
    `${title}: ${count}`,
    ...shown.map((item) => `  ${item}`),
    ...(count > shown.length ? [`  and ${count - shown.length} more`] : []),
  ];
}

function estimateLines({ estimate, transitions }: Simulation): string[] {
  if (!estimate) return [];
  const { bytes, uploadBytes, seconds, known, guessed } = estimate;
  const sure =
    guessed === 0
      ? ''
      : known === 0
        ? ', by the capacity of the volumes'
        : `, ${guessed} of ${known + guessed} volumes by their capacity`;
  const price = transitions ? `, ${transitions.count} state transitions (${transitions.dollars.toFixed(4)} $)` : '';
  return [
    `estimate: ${bytesOf(bytes)}, ${bytesOf(uploadBytes)} over the network, ${durationOf(seconds)}${sure}${price}`,
  ];
}
