import type { Schemas } from '../../client/client.ts';

export type Selector = NonNullable<Schemas['BackupRequest']['selection']['namespaceLabelSelector']>;

const KEY = String.raw`[A-Za-z0-9][\w./-]*`;
const EQUALS = new RegExp(String.raw`^(${KEY})\s*==?\s*([\w.-]*)$`);
const DIFFERS = new RegExp(String.raw`^(${KEY})\s*!=\s*([\w.-]*)$`);
const AMONG = new RegExp(String.raw`^(${KEY})\s+(in|notin)\s*\(([^()]*)\)$`);
const THERE = new RegExp(`^(!?)\\s*(${KEY})$`);

/**
 * A label selector as kubectl takes it: `team=web,env!=prod,tier in (a, b),!old`.
 * @returns undefined where it is none; what is in it the API judges
 */
export function parseSelector(text: string): Selector | undefined {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: NonNullable<Selector['matchExpressions']> = [];
  // Commas within parentheses separate values.
  for (const part of text.split(/,(?![^(]*\))/).map((one) => one.trim())) {
    const [, equalKey, equalValue] = EQUALS.exec(part) ?? [];
    const [, otherKey, otherValue] = DIFFERS.exec(part) ?? [];
    const [, amongKey, how, values = ''] = AMONG.exec(part) ?? [];
    const [, not, key] = THERE.exec(part) ?? [];
    const listed = values.split(',').map((value) => value.trim());
    if (equalKey !== undefined) matchLabels[equalKey] = equalValue ?? '';
    else if (otherKey !== undefined)
      matchExpressions.push({ key: otherKey, operator: 'NotIn', values: [otherValue ?? ''] });
    else if (amongKey !== undefined)
      matchExpressions.push({ key: amongKey, operator: how === 'in' ? 'In' : 'NotIn', values: listed });
    else if (key !== undefined) matchExpressions.push({ key, operator: not ? 'DoesNotExist' : 'Exists' });
    else return undefined;
  }
  return {
    ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}),
    ...(matchExpressions.length > 0 ? { matchExpressions } : {}),
  };
}
