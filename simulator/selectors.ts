import { isRecord, type KubeObject } from './objects.ts';
import { badRequest } from './status.ts';

export type Predicate = (object: KubeObject) => boolean;

const setTerm = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/;
const equalityTerm = /^([^!=\s]+)\s*(==|=|!=)\s*(.*)$/;

/** Commas inside `in (…)` do not separate terms. */
function splitTerms(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== '');
}

function labelTerm(term: string): Predicate {
  const sets = setTerm.exec(term);
  if (sets !== null) {
    const [, key = '', operator, list = ''] = sets;
    const values = list.split(',').map((value) => value.trim());
    return (object) => {
      const value = object.metadata.labels?.[key];
      return operator === 'in'
        ? value !== undefined && values.includes(value)
        : value === undefined || !values.includes(value);
    };
  }
  const equality = equalityTerm.exec(term);
  if (equality !== null) {
    const [, key = '', operator, wanted = ''] = equality;
    return (object) => (object.metadata.labels?.[key] === wanted) === (operator !== '!=');
  }
  if (/\s/.test(term)) throw badRequest(`unable to parse requirement: found '${term}'`);
  if (term.startsWith('!')) return (object) => object.metadata.labels?.[term.slice(1)] === undefined;
  return (object) => object.metadata.labels?.[term] !== undefined;
}

export function labelSelector(selector: string): Predicate {
  const terms = splitTerms(selector).map(labelTerm);
  return (object) => terms.every((matches) => matches(object));
}

/** The field labels a real API server indexes, kept to those anyone here asks for; any other is 400, as it is there. */
const fieldLabels = new Set([
  'metadata.name',
  'metadata.namespace',
  'status.phase',
  'spec.nodeName',
  'spec.restartPolicy',
  'type',
  'reason',
  'source',
  'reportingComponent',
  'involvedObject.kind',
  'involvedObject.namespace',
  'involvedObject.name',
  'involvedObject.uid',
  'involvedObject.apiVersion',
  'involvedObject.resourceVersion',
  'involvedObject.fieldPath',
  'status.successful',
]);

export function fieldAt(object: unknown, path: string): unknown {
  let value = object;
  for (const step of path.split('.')) {
    if (!isRecord(value)) return undefined;
    value = value[step];
  }
  return value;
}

export function fieldSelector(selector: string): Predicate {
  const terms = splitTerms(selector).map((term): Predicate => {
    const [, path = '', operator, wanted = ''] = equalityTerm.exec(term) ?? [];
    if (operator === undefined) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
    if (!fieldLabels.has(path)) throw badRequest(`field label not supported: ${path}`);
    return (object) => (String(fieldAt(object, path) ?? '') === wanted) === (operator !== '!=');
  });
  return (object) => terms.every((matches) => matches(object));
}

interface SelectorSpec {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** A metav1.LabelSelector, as Deployments carry it. */
export function selectorMatches(selector: SelectorSpec | undefined, labels: Record<string, string> = {}): boolean {
  const equal = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      if (operator === 'In') return value !== undefined && values.includes(value);
      return value === undefined || !values.includes(value);
    })
  );
}
