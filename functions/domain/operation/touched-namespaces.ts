import { askedOf, isDynamic } from '../backup/selection-spec.ts';
import { targetOf } from '../restore/map-namespaces.ts';
import type { RestoreSpec } from '../restore/restore-spec.ts';
import type { Operation } from './operation.ts';

/** What lists look an operation up by: of a restore on either side. */
export function touchedNamespaces(operation: Operation): string[] {
  if (operation.kind === 'backup') return operation.spec.selection.namespaces;
  if (operation.kind !== 'restore') return [];
  const { namespaces = [], namespaceMapping } = operation.spec;
  return [...Object.entries(namespaceMapping).flat(), ...namespaces];
}

/** Those that it is about: what a backup selects, where a restore goes. undefined where nobody knows them (yet). */
export function namespacesOf(operation: Operation): readonly string[] | undefined {
  const { kind, plannedAt, simulation, spec } = operation;
  if (kind === 'restore') return targetsOf(spec);
  if (kind === 'simulation') return plannedAt ? simulation?.namespaces : undefined;
  if (kind !== 'backup') return undefined;
  // Until it is planned, a selection by labels has come to nothing.
  return plannedAt || !isDynamic(askedOf(spec.selection)) ? spec.selection.namespaces : undefined;
}

/** Rows of an earlier release do not say what their backup has. */
function targetsOf({ namespaces, namespaceMapping }: RestoreSpec): string[] | undefined {
  return namespaces?.map((name) => targetOf(namespaceMapping, name)).toSorted();
}
