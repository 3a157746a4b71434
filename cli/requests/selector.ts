import { wrongUse } from '../exit.ts';

type Operator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';

interface Requirement {
  key: string;
  operator: Operator;
  values?: string[];
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: Requirement[];
}

/** As kubectl takes it: `team=web,env!=prod`, `tier in (front, back)`, `!canary`, `old`. @throws CliError */
export function parseSelector(text: string): LabelSelector {
  const requirements = splitOutsideParentheses(text).map((part) => requirementOf(part.trim(), text));
  const equal = requirements.flatMap(({ key, operator, values: [value, ...more] = [] }) =>
    operator === 'In' && value !== undefined && more.length === 0 ? [[key, value] as const] : [],
  );
  // a key that must equal twice has no place twice in a map
  const isMap = new Set(equal.map(([key]) => key)).size === equal.length;
  const expressions = requirements.filter(
    ({ operator, values }) => !isMap || operator !== 'In' || values?.length !== 1,
  );
  return {
    ...(isMap && equal.length > 0 ? { matchLabels: Object.fromEntries(equal) } : {}),
    ...(expressions.length > 0 ? { matchExpressions: expressions } : {}),
  };
}

function splitOutsideParentheses(text: string): string[] {
  return text.split(/,(?![^(]*\))/);
}

const KEY = '[A-Za-z0-9][-A-Za-z0-9_./]*';
const EQUALS = new RegExp(`^(${KEY})\\s*(==?|!=)\\s*([-A-Za-z0-9_.]*)$`);
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s+\\(([^()]*)\\)$`);
const THERE = new RegExp(`^(!?)\\s*(${KEY})$`);

function requirementOf(part: string, whole: string): Requirement {
  const [, key, sign, value = ''] = EQUALS.exec(part) ?? [];
  if (key) return { key, operator: sign === '!=' ? 'NotIn' : 'In', values: [value] };
  const [, setKey, word, list = ''] = SET.exec(part) ?? [];
  if (setKey)
    return { key: setKey, operator: word === 'in' ? 'In' : 'NotIn', values: list.split(',').map((one) => one.trim()) };
  const [, not, there] = THERE.exec(part) ?? [];
  if (there) return { key: there, operator: not ? 'DoesNotExist' : 'Exists' };
  throw wrongUse(`${whole} is no label selector: team=web,env!=prod, tier in (front,back), !canary`);
}
