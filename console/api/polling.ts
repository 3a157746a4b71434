import { type UseQueryResult, useQuery } from '@tanstack/react-query';

/** How often what is on the screen is asked for again. Hidden pages ask nothing. */
export const EVERY = { operation: 2_000, details: 4_000, list: 10_000, rarely: 60_000 } as const;
const LONGEST_MS = 60_000;

interface Polled<Data> {
  key: readonly unknown[];
  load: (signal: AbortSignal) => Promise<Data>;
  everyMs?: number;
  /** Asks as long as this says so of the newest answer. */
  whilst?: (data: Data) => boolean;
  enabled?: boolean;
}

/** What the API says now, and again: less often after each failure, and what was there stays meanwhile. */
export function usePolled<Data>({ key, load, everyMs, whilst, enabled = true }: Polled<Data>): UseQueryResult<Data> {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => load(signal),
    enabled,
    refetchInterval: (query) => nextLook(query, everyMs, whilst),
  });
}

interface Asked<Data> {
  state: { data: Data | undefined; fetchFailureCount: number };
}

export function nextLook<Data>(
  { state }: Asked<Data>,
  everyMs?: number,
  whilst?: (data: Data) => boolean,
): number | false {
  if (everyMs === undefined) return false;
  if (state.fetchFailureCount > 0) return Math.min(everyMs * 2 ** state.fetchFailureCount, LONGEST_MS);
  return state.data !== undefined && whilst && !whilst(state.data) ? false : everyMs;
}
