/** A stretch of time in which nothing begins and nothing ends. */
export interface Segment {
  from: number;
  to: number;
  /** Drawn narrower than it is. */
  folded: boolean;
  /** Where it is drawn, from 0 to 1. */
  at: number;
  width: number;
}

/** What is longer than this share of the whole is folded, and gets this share of the width. */
const LONG = 0.2;
const FOLDED = 0.12;
/** A blink and an hour: the short ones would be seen by nobody. */
const MOST_FOLDED = 4;

/**
 * A scale on which short bursts can be seen beside long waits.
 * @param moments in ms at which something begins or ends; two at least
 * @param trueScale folds nothing
 */
export function createScale(moments: readonly number[], trueScale: boolean) {
  const sorted = [...new Set(moments)].toSorted((a, b) => a - b);
  const [first = 0] = sorted;
  const last = sorted.at(-1) ?? first;
  const whole = Math.max(1, last - first);
  const spans = sorted.slice(1).map((to, at) => ({ from: sorted[at] ?? first, to }));
  const long =
    trueScale || spans.length < 2 ? [] : spans.filter(({ from, to }) => to - from > whole * LONG).slice(0, MOST_FOLDED);
  const rest = whole - long.reduce((sum, { from, to }) => sum + to - from, 0);
  // All that is left would be one wait: nothing is gained by folding.
  const folding = long.length > 0 && rest > 0;
  const forRest = folding ? 1 - long.length * FOLDED : 1;
  let at = 0;
  const segments = spans.map(({ from, to }): Segment => {
    const folded = folding && long.some((one) => one.from === from);
    const width = folded ? FOLDED : ((to - from) / (folding ? rest : whole)) * forRest;
    const segment = { from, to, folded, at, width };
    at += width;
    return segment;
  });
  const position = (moment: number): number => {
    const segment = segments.find(({ from, to }) => moment >= from && moment <= to);
    if (!segment) return moment <= first ? 0 : 1;
    return segment.at + segment.width * ((moment - segment.from) / (segment.to - segment.from));
  };
  return { first, last, segments, position };
}

export type Scale = ReturnType<typeof createScale>;
