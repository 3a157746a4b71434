export const PROTECTION = {
  protected: { sign: 'success', text: 'Protected' },
  stale: { sign: 'warning', text: 'Stale' },
  never: { sign: 'error', text: 'Never' },
} as const;
