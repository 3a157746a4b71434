import type { Schemas } from '../../client/client.ts';
import { parseSelectorText } from '../parts/selector-text.ts';

type Selector = NonNullable<Schemas['BackupRequest']['selection']['namespaceLabelSelector']>;

/** As a request of a backup has it: what is empty is left out. @returns undefined for a text that is no label selector */
export function parseSelector(text: string): Selector | undefined {
  const parsed = parseSelectorText(text);
  if (!parsed) return undefined;
  const { matchLabels, matchExpressions } = parsed;
  const expressions = matchExpressions.map(({ values, ...one }) => (values.length > 0 ? { ...one, values } : one));
  return {
    ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}),
    ...(expressions.length > 0 ? { matchExpressions: expressions } : {}),
  };
}
