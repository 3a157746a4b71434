const suffixes: Record<string, number> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  m: 1e-3,
};

/** A resource.Quantity in its base unit (bytes, cores); NaN when it is none. */
export function parseQuantity(text: unknown): number {
  const [, digits = '', suffix = ''] = /^([0-9.]+(?:e[0-9]+)?)([a-zA-Z]*)$/.exec(String(text ?? '')) ?? [];
  return digits === '' ? Number.NaN : Number(digits) * (suffixes[suffix] ?? Number.NaN);
}

/** The canonical binary form, as resource.NewQuantity(…, BinarySI) prints it. */
export function formatBytes(bytes: number): string {
  for (const suffix of ['Pi', 'Ti', 'Gi', 'Mi', 'Ki']) {
    const unit = suffixes[suffix] ?? 1;
    if (bytes >= unit && bytes % unit === 0) return `${bytes / unit}${suffix}`;
  }
  return String(bytes);
}
