import * as z from 'zod';

const LONGEST = 8_000;
const MOST = 500;

/** A list in a query is one value, separated by commas: some of many. */
export function commaList<Item extends string>(item: z.ZodType<Item, string>) {
  return z
    .string()
    .max(LONGEST)
    .transform((text) => text.split(','))
    .pipe(z.array(item).max(MOST));
}

/** Of a few that are known. Of equal choices the same list, so that their cursors are the same, too. */
export function choicesOf<const Value extends string>(values: readonly Value[], description: string) {
  const one = values.join('|');
  return commaList(z.literal(values))
    .transform((chosen) => [...new Set(chosen)].toSorted())
    .meta({ description, type: 'string', pattern: `^(${one})(,(${one}))*$` });
}
