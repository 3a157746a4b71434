/** The one before which there was no Snapferry. */
export const FIRST_MONTH = '2026-01';
/** Looked at for one page of a list. */
const MAX_MONTHS = 24;

/** `2026-11`, `2026-10` … back to the month of `oldest`; `rest`: the month that the next page begins with. */
export function monthsBack(newest: string, oldest = FIRST_MONTH): { months: string[]; rest?: string | undefined } {
  const from = oldest.slice(0, FIRST_MONTH.length);
  const [year, month] = newest.split('-').map(Number);
  const all = Array.from(
    { length: MAX_MONTHS },
    (_, back) => new Date(Date.UTC(Number(year), Number(month) - 1 - back)),
  );
  const months = all.map((first) => first.toISOString().slice(0, FIRST_MONTH.length)).filter((name) => name >= from);
  const last = months.at(-1) ?? from;
  return { months, rest: last > from ? last : undefined };
}
