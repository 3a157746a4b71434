/** Time and chance, so that nothing else in the product reads them; tests give a virtual one. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or rejects when the signal aborts. Not to be used in place of a Wait state. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  randomBytes(size: number): Uint8Array;
  uuid(): string;
}

export function isoNow(clock: Clock): string {
  return clock.now().toISOString();
}
