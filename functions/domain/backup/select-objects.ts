import { type GroupKind, kindNameOf } from '../manifest/manifest.ts';
import { type LabelSelector, requirementsOf } from '../selectors/label-selector.ts';
import { meets } from '../selectors/requirement.ts';
import { isAnnotatedOut, type KeptOut } from './kept-out.ts';
import { askedOf, type FrozenSelection, isDynamic, namedNamespaces, type Selection } from './selection-spec.ts';

/** An object in a namespace, as far as a selection asks for it. */
export interface ObjectFacts extends GroupKind {
  namespace: string;
  name: string;
  labels?: Readonly<Record<string, string>> | undefined;
  annotations?: Readonly<Record<string, string>> | undefined;
}

/** `keptOut`: selected, and then by somebody's wish not taken. */
export type Verdict = 'selected' | 'unselected' | { keptOut: KeptOut['by'] };

export interface ObjectSelector {
  /** Whether objects of the namespaces may be left out for what they are. */
  isPartial: boolean;
  verdictOf(object: ObjectFacts): Verdict;
  /** What of a kind in a namespace is to be read: all, to be judged one by one; some, by their names; or nothing. */
  wants(kind: GroupKind, namespace: string): 'all' | readonly string[];
}

export const CLAIM: GroupKind = { group: '', kind: 'PersistentVolumeClaim' };

/** What a selection takes of the namespaces that it has come to. Exclusions win, over names too. */
export function createSelector(selection: FrozenSelection): ObjectSelector {
  const asked = askedOf(selection);
  const { resourceTypes, resources = [], exclude } = asked;
  const partly = new Set(selection.partly);
  const typed = resourceTypes && new Set(resourceTypes.map(kindNameOf));
  const excludedTypes = new Set(exclude?.resourceTypes?.map(kindNameOf));
  const labelled = matcherOf(asked.resourceLabelSelector);
  const excluded = matcherOf(exclude?.resourceLabelSelector);
  const volumes = new Set(exclude?.volumes?.map(({ namespace, name }) => `${namespace}/${name}`));
  const singles = Map.groupBy(resources, (one) => placeOf(one, one.namespace));
  const namesIn = (kind: GroupKind, namespace: string) =>
    new Set(singles.get(placeOf(kind, namespace))?.map(({ name }) => name));

  function wants(kind: GroupKind, namespace: string): 'all' | readonly string[] {
    if (excludedTypes.has(kindNameOf(kind))) return [];
    const isWhole = !partly.has(namespace) && (!typed || typed.has(kindNameOf(kind)));
    return isWhole ? 'all' : [...namesIn(kind, namespace)];
  }

  function isSelected(object: ObjectFacts): boolean {
    const { namespace, name, labels } = object;
    if (namesIn(object, namespace).has(name)) return true;
    return !partly.has(namespace) && (!typed || typed.has(kindNameOf(object))) && labelled?.(labels) !== false;
  }

  return {
    isPartial: [typed, labelled, asked.resources, exclude?.volumes, exclude?.resourceTypes, excluded].some(Boolean),
    wants,
    verdictOf(object) {
      if (!isSelected(object)) return 'unselected';
      const { namespace, name, labels, annotations } = object;
      if (isAnnotatedOut(annotations)) return { keptOut: 'annotation' };
      if (excludedTypes.has(kindNameOf(object))) return { keptOut: 'exclude.resourceTypes' };
      if (kindNameOf(object) === CLAIM.kind && volumes.has(`${namespace}/${name}`)) {
        return { keptOut: 'exclude.volumes' };
      }
      return excluded?.(labels) ? { keptOut: 'exclude.resourceLabelSelector' } : 'selected';
    },
  };
}

function placeOf(kind: GroupKind, namespace: string): string {
  return `${kindNameOf(kind)} ${namespace}`;
}

function matcherOf(selector: LabelSelector | undefined) {
  const requirements = selector && requirementsOf(selector);
  return requirements && ((labels: Readonly<Record<string, string>> | undefined) => meets(labels, requirements));
}

/** Whether a namespace, or something in it, is selected as far as the selection alone says: a cluster may say less. */
export function mayHave(selection: Selection, namespace: string): boolean {
  if (selection.exclude?.namespaces?.includes(namespace)) return false;
  return isDynamic(selection) || namedNamespaces(selection).includes(namespace);
}

/** Whether a claim is selected as far as the selection alone says: a cluster may say less. */
export function mayHaveClaim(selection: Selection, namespace: string, name: string): boolean {
  const { namespaces, resourceTypes, resources = [], exclude } = selection;
  const isClaim = (kind: GroupKind) => kindNameOf(kind) === CLAIM.kind;
  if (exclude?.namespaces?.includes(namespace) || exclude?.resourceTypes?.some(isClaim)) return false;
  if (exclude?.volumes?.some((one) => one.namespace === namespace && one.name === name)) return false;
  if (resources.some((one) => isClaim(one) && one.namespace === namespace && one.name === name)) return true;
  return (namespaces.includes(namespace) || isDynamic(selection)) && (!resourceTypes || resourceTypes.some(isClaim));
}

/** Of kinds that a selection names, those that are none of these. */
export function unknownTypes(types: readonly GroupKind[], kinds: readonly GroupKind[]): string[] {
  const known = new Set(kinds.map(kindNameOf));
  return [...new Set(types.map(kindNameOf))].filter((name) => !known.has(name));
}
