import type { Schemas } from '../../client/client.ts';
import { counted } from './bytes.ts';

export type Selection = Schemas['Schedule']['backup']['selection'];
type Selector = NonNullable<Selection['namespaceLabelSelector']>;

/** What a selection takes and leaves out, in a line each. */
export function linesOf(selection: Selection): string[] {
  const { namespaces, namespaceLabelSelector, resourceTypes, resourceLabelSelector, resources = [] } = selection;
  const { exclude, allowEmpty } = selection;
  const names = namespaces.filter((name) => name !== '*');
  return [
    ...(namespaces.includes('*') ? ['All namespaces but those of the system'] : []),
    ...(names.length > 0 ? [names.join(', ')] : []),
    ...(namespaceLabelSelector ? [`Namespaces with ${selectorText(namespaceLabelSelector)}`] : []),
    ...(resourceTypes ? [`Of them only ${typesOf(resourceTypes)}`] : []),
    ...(resourceLabelSelector ? [`Of them only objects with ${selectorText(resourceLabelSelector)}`] : []),
    ...(resources.length > 0
      ? [`And ${resources.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).join(', ')}`]
      : []),
    ...(exclude ? excludedOf(exclude) : []),
    ...(allowEmpty ? ['May come to nothing'] : []),
  ];
}

function excludedOf(exclude: NonNullable<Selection['exclude']>): string[] {
  const { namespaces = [], volumes = [], resourceTypes = [], resourceLabelSelector } = exclude;
  return [
    ...(namespaces.length > 0
      ? [`Without the ${counted(namespaces.length, 'namespace')} ${namespaces.join(', ')}`]
      : []),
    ...(volumes.length > 0
      ? [`Without the claims ${volumes.map(({ namespace, name }) => `${namespace}/${name}`).join(', ')}`]
      : []),
    ...(resourceTypes.length > 0 ? [`Without ${typesOf(resourceTypes)}`] : []),
    ...(resourceLabelSelector ? [`Without objects with ${selectorText(resourceLabelSelector)}`] : []),
  ];
}

function typesOf(types: readonly { group?: string; kind: string }[]): string {
  return types.map(({ group, kind }) => (group ? `${kind}.${group}` : kind)).join(', ');
}

/** As kubectl writes it: `app=shop,tier in (web, api)`; an empty one takes everything. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Partial<Selector>): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  return [...equal, ...matchExpressions.map(expressionText)].join(',');
}

function expressionText({ key, operator, values }: Selector['matchExpressions'][number]): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(', ')})`;
}
