const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Bytes of a Kubernetes quantity such as `10Gi`, `1500M` or `1e9`, rounded up; 0 for none. */
export function bytesOf(quantity: string | number | undefined): number {
  return Math.ceil(amountOf(quantity));
}

/** The number that a Kubernetes quantity stands for: of `500m` CPU, a half; 0 for none. */
export function amountOf(quantity: unknown): number {
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return 0;
  const found = /^([0-9.]+(?:[eE][+-]?\d+)?)\s*([A-Za-z]{0,2})$/.exec(String(quantity));
  const factor = FACTORS[found?.[2] ?? '?'];
  return found?.[1] === undefined || factor === undefined ? 0 : Number(found[1]) * factor;
}
