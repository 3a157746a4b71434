import type { Schemas } from '../../client/client.ts';
import { wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import { parseSelector } from './selector.ts';

type Selection = Schemas['BackupRequest']['selection'];
type Exclude = NonNullable<Selection['exclude']>;

/** What of a cluster is backed up, as flags say it. */
export interface SelectionFlags {
  namespace?: string[];
  allNamespaces?: boolean;
  namespaceSelector?: string;
  types?: string[];
  selector?: string;
  object?: string[];
  excludeNamespace?: string[];
  excludeVolume?: string[];
  excludeTypes?: string[];
  excludeSelector?: string;
  allowEmpty?: boolean;
}

/** Where the API's words about a field of a selection belong. */
export const SELECTION_FLAGS = {
  '/selection': '--namespace',
  '/selection/namespaceLabelSelector': '--namespace-selector',
  '/selection/resourceTypes': '--types',
  '/selection/resourceLabelSelector': '--selector',
  '/selection/resources': '--object',
  '/selection/exclude/namespaces': '--exclude-namespace',
  '/selection/exclude/volumes': '--exclude-volume',
  '/selection/exclude/resourceTypes': '--exclude-types',
  '/selection/exclude/resourceLabelSelector': '--exclude-selector',
};

/** undefined where no flag selects anything. */
export function selectionOf(flags: SelectionFlags): Selection | undefined {
  const { namespace, allNamespaces, namespaceSelector, types, selector, object, allowEmpty } = flags;
  if (allNamespaces && namespace) throw wrongUse('--all-namespaces and --namespace exclude one another');
  const selection = given<Selection>({
    namespaces: allNamespaces ? ['*'] : namespace,
    namespaceLabelSelector: namespaceSelector === undefined ? undefined : parseSelector(namespaceSelector),
    resourceTypes: types?.map(typeOf),
    resourceLabelSelector: selector === undefined ? undefined : parseSelector(selector),
    resources: object?.map(objectOf),
    exclude: excludeOf(flags),
    allowEmpty,
  });
  return Object.keys(selection).length === 0 ? undefined : selection;
}

function excludeOf(flags: SelectionFlags): Exclude | undefined {
  const { excludeNamespace, excludeVolume, excludeTypes, excludeSelector } = flags;
  const exclude = given<Exclude>({
    namespaces: excludeNamespace,
    volumes: excludeVolume?.map(volumeOf),
    resourceTypes: excludeTypes?.map(typeOf),
    resourceLabelSelector: excludeSelector === undefined ? undefined : parseSelector(excludeSelector),
  });
  return Object.keys(exclude).length === 0 ? undefined : exclude;
}

/** `ConfigMap`, `Deployment.apps`, as `get resource-types` names them. */
export function typeOf(type: string): { kind: string; group?: string } {
  const dot = type.indexOf('.');
  return dot < 0 ? { kind: type } : { kind: type.slice(0, dot), group: type.slice(dot + 1) };
}

function volumeOf(text: string): { namespace: string; name: string } {
  const [namespace, name, more] = text.split('/');
  if (!namespace || !name || more !== undefined) throw wrongUse(`--exclude-volume ${text}: it is NAMESPACE/CLAIM`);
  return { namespace, name };
}

/** `ConfigMap/shop/settings`, as `get resources -o name` prints it after `resource/`. */
function objectOf(text: string): { kind: string; group?: string; namespace: string; name: string } {
  const [type, namespace, name, more] = text.replace(/^resource\//, '').split('/');
  if (!type || !namespace || !name || more !== undefined) throw wrongUse(`--object ${text}: it is TYPE/NAMESPACE/NAME`);
  return { ...typeOf(type), namespace, name };
}
