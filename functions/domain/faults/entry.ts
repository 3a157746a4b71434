/** The error name that a state machine and the HTTP edge act on. */
export type Disposition = 'Transient' | 'Permanent' | 'Rejected' | 'Cancelled';

export interface FaultEntry {
  disposition: Disposition;
  /** HTTP status when the fault reaches the API. */
  status: number;
  /** What kind of thing has happened, in words: RFC 9457's title. */
  title: string;
  /** What to do about it, in a sentence. */
  remedy: string;
}

/** Refused before anything was touched. */
export const rejected = entryOf('Rejected');
/** It would happen again. */
export const permanent = entryOf('Permanent');
/** It passes: tried again. */
export const transient = entryOf('Transient');
export const cancelled = entryOf('Cancelled');

function entryOf(disposition: Disposition) {
  return (status: number, title: string, remedy: string): FaultEntry => ({ disposition, status, title, remedy });
}
