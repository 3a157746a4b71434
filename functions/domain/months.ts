/** The one before which there was no Snapferry. */
export const FIRST_MONTH = '2026-01';
/** Looked at for one page of a list. */
const MAX_MONTHS = 24;

/** `2026-11`, `2026-10` … back to the month of `oldest`; what is kept by month is read in this order, newest first. */
export function* monthsBack(newest: string, oldest: string): Generator<string> {
  let year = Number(newest.slice(0, 4));
  let month = Number(newest.slice(5, 7));
  for (let count = 0; count < MAX_MONTHS; count += 1) {
    const name = `${year}-${String(month).padStart(2, '0')}`;
    if (name < oldest.slice(0, 7)) return;
    yield name;
    month -= 1;
    if (month === 0) {
      month = 12;
      year -= 1;
    }
  }
}
