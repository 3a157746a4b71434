/** One row of an editor: what is typed, whether or not it is a label yet. */
export interface LabelPair {
  key: string;
  value: string;
}

export function pairsOf(labels: Readonly<Record<string, string>> | undefined): LabelPair[] {
  return Object.entries(labels ?? {}).map(([key, value]) => ({ key, value }));
}

/** As the API takes them; a row in which nothing is typed is none. */
export function labelsOf(pairs: readonly LabelPair[]): Record<string, string> {
  const typed = pairs.map(({ key, value }) => [key.trim(), value.trim()] as const);
  return Object.fromEntries(typed.filter(([key, value]) => key !== '' || value !== ''));
}

/** `team=web,tier=gold`, as kubectl writes labels; undefined for a text that is none. A comma may be part of a value. */
export function parsePairs(text: string): LabelPair[] | undefined {
  const parts = text
    .trim()
    .split(/[,\n]\s*(?=[^,=\s]+=)/)
    .filter((part) => part !== '');
  if (parts.length === 0 || !parts.every((part) => part.indexOf('=') > 0)) return undefined;
  return parts.map((part) => {
    const [key = '', ...value] = part.split('=');
    return { key: key.trim(), value: value.join('=').trim() };
  });
}
