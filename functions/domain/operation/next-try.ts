const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * When what has been tried in vain is tried again: as long again as it has been tried for, an hour at least and a day at most.
 * @param since when it was first tried
 */
export function nextTryAfter(since: string, now: Date): Date {
  const pause = Math.min(Math.max(now.getTime() - Date.parse(since), HOUR_MS), DAY_MS);
  return new Date(now.getTime() + pause);
}
