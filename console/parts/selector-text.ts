/** `metav1.LabelSelector`, as the API has it. */
interface Selector {
  matchLabels: Record<string, string>;
  matchExpressions: { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values: string[] }[];
}

const KEY = '[A-Za-z0-9][\\w./-]*';
const VALUE = '[\\w.-]+';
const EQUAL = new RegExp(`^(${KEY})\\s*={1,2}\\s*(${VALUE})?$`);
const DIFFERENT = new RegExp(`^(${KEY})\\s*!=\\s*(${VALUE})?$`);
const AMONG = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]+)\\)$`);
const THERE = new RegExp(`^(!?)\\s*(${KEY})$`);

/** A label selector as kubectl takes it: `app=shop,tier in (web, api),!canary`. @returns undefined for a text that is none */
export function parseSelectorText(text: string): Selector | undefined {
  const selector: Selector = { matchLabels: {}, matchExpressions: [] };
  for (const part of text.split(/,(?![^(]*\))/)) {
    if (!addTerm(selector, part.trim())) return undefined;
  }
  return selector;
}

function addTerm({ matchLabels, matchExpressions }: Selector, term: string): boolean {
  const [, equal, value = ''] = EQUAL.exec(term) ?? [];
  if (equal !== undefined) {
    // The same key twice is two requirements, of which a map holds one.
    if (Object.hasOwn(matchLabels, equal)) matchExpressions.push({ key: equal, operator: 'In', values: [value] });
    else matchLabels[equal] = value;
    return true;
  }
  const [, different, other = ''] = DIFFERENT.exec(term) ?? [];
  if (different !== undefined) {
    matchExpressions.push({ key: different, operator: 'NotIn', values: [other] });
    return true;
  }
  const [, among, word, list = ''] = AMONG.exec(term) ?? [];
  if (among !== undefined) {
    const values = list.split(',').map((one) => one.trim());
    matchExpressions.push({ key: among, operator: word === 'in' ? 'In' : 'NotIn', values });
    return true;
  }
  const [, not, there] = THERE.exec(term) ?? [];
  if (there === undefined) return false;
  matchExpressions.push({ key: there, operator: not ? 'DoesNotExist' : 'Exists', values: [] });
  return true;
}
