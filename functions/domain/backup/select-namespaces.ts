import { Fault } from '../errors.ts';
import { nameSome } from '../name-some.ts';
import { requirementsOf } from '../selectors/label-selector.ts';
import { meets, selectorTextOf } from '../selectors/requirement.ts';
import { EXCLUDE, isAnnotatedOut, type KeptOut } from './kept-out.ts';
import { EVERY, isDynamic, MAX_NAMESPACES, namedNamespaces, type Selection } from './selection-spec.ts';

/** A namespace of the cluster, as far as a selection asks for it. */
export interface NamespaceFacts {
  name: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** It is being deleted. */
  isLeaving: boolean;
}

export interface SelectedNamespaces {
  /** In order of their names. */
  found: string[];
  /** Of these, those that are in it for single objects only. */
  partly: string[];
  /** Selected, and not found for somebody's wish. */
  keptOut: KeptOut[];
  /** Named, and not there. */
  gone: string[];
  /** Named, and on their way out. */
  terminating: string[];
}

/**
 * What the selection means on a cluster with these namespaces. By labels or `*` nobody selects one of the system: what is
 * in it may be worth the cluster, so it is named, by an admin; nor one that is being deleted.
 */
export function selectNamespaces(
  selection: Selection,
  there: readonly NamespaceFacts[],
  isSystem: (name: string) => boolean,
): SelectedNamespaces {
  const named = namedNamespaces(selection);
  const byName = new Map(there.map((one) => [one.name, one]));
  const matches = matchOf(selection);
  const isWhole = (one: NamespaceFacts) =>
    selection.namespaces.includes(one.name) || (!isSystem(one.name) && matches(one));
  const selected = there
    .filter((one) => !one.isLeaving && (named.includes(one.name) || isWhole(one)))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((one) => ({ ...one, by: keptOutBy(selection, one) }));
  const found = selected.filter(({ by }) => by === undefined);
  return {
    found: found.map(({ name }) => name),
    partly: found.filter((one) => !isWhole(one)).map(({ name }) => name),
    keptOut: selected.flatMap(({ name, by }) => (by ? { kind: 'Namespace', name, by } : [])),
    gone: named.filter((name) => !byName.has(name)),
    terminating: named.filter((name) => byName.get(name)?.isLeaving),
  };
}

function keptOutBy({ exclude }: Selection, { name, annotations }: NamespaceFacts): KeptOut['by'] | undefined {
  if (exclude?.namespaces?.includes(name)) return 'exclude.namespaces';
  return isAnnotatedOut(annotations) ? 'annotation' : undefined;
}

function matchOf({ namespaces, namespaceLabelSelector }: Selection): (one: NamespaceFacts) => boolean {
  if (namespaces.includes(EVERY)) return () => true;
  if (!namespaceLabelSelector) return () => false;
  const requirements = requirementsOf(namespaceLabelSelector);
  return ({ labels }) => meets(labels, requirements);
}

/**
 * @throws Fault Rejected `namespace.not_found`, `selection.empty`, `selection.too_many_namespaces`
 * @param mayLack whether some that are named may be missing, as long as any is there
 */
export function checkSelected(selection: Selection, selected: SelectedNamespaces, mayLack: boolean): void {
  const { found, gone, terminating } = selected;
  const missing = [...gone, ...terminating];
  const goesOn = mayLack && (found.length > 0 || isDynamic(selection) || selection.allowEmpty === true);
  if (!goesOn) refuseMissing(missing);
  if (found.length === 0 && !selection.allowEmpty) throw emptyOf(selection, selected);
  if (found.length <= MAX_NAMESPACES) return;
  const message = `the selection comes to ${found.length} namespaces; a backup takes ${MAX_NAMESPACES}`;
  throw new Fault('selection.too_many_namespaces', message, { details: { count: found.length, most: MAX_NAMESPACES } });
}

/** @throws Fault Rejected `namespace.not_found` if there are any */
export function refuseMissing(missing: readonly string[]): void {
  if (missing.length === 0) return;
  const details = { namespaces: missing };
  throw new Fault('namespace.not_found', `the cluster has no namespace ${missing.join(', ')}`, { details });
}

function emptyOf({ namespaces, namespaceLabelSelector }: Selection, { keptOut }: SelectedNamespaces): Fault {
  const without = nameSome(
    keptOut.map(({ by, name }) => (by === 'annotation' ? `${name} (annotated ${EXCLUDE})` : name)),
    5,
  );
  const excluded = without === '' ? '' : `, without ${without},`;
  if (!namespaceLabelSelector) {
    const text = namespaces.length > 0 ? `namespaces ${JSON.stringify(namespaces.slice(0, 5))}` : 'resources';
    const message = `${text}${excluded} matches no namespace that is not of the system`;
    return new Fault('selection.empty', message, { details: { selector: 'namespaces' } });
  }
  const text = selectorTextOf(requirementsOf(namespaceLabelSelector)).slice(0, 300);
  const message = `namespaceLabelSelector ${text}${excluded} matches no namespace`;
  return new Fault('selection.empty', message, { details: { selector: 'namespaceLabelSelector' } });
}
