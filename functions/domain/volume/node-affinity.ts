import { fieldsOf, listOf } from '../manifest/manifest.ts';

/**
 * Whether a node fits a PV's required node affinity: terms are alternatives, the expressions of a term all hold.
 * @param required `{nodeSelectorTerms: [{matchExpressions: [{key, operator, values}]}]}`; absent fits every node
 */
export function fitsNode(required: unknown, labels: Readonly<Record<string, string>>): boolean {
  const terms = listOf(fieldsOf(required)?.nodeSelectorTerms);
  if (terms.length === 0) return true;
  return terms.some((term) => listOf(term.matchExpressions).every((expression) => holds(expression, labels)));
}

function holds({ key, operator, values }: Record<string, unknown>, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[String(key)];
  const among = value !== undefined && Array.isArray(values) && values.includes(value);
  if (operator === 'In') return among;
  if (operator === 'NotIn') return !among;
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  return false;
}
