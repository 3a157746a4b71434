import { LEAST_SECONDS } from '../../backup/uploads/seconds-of-uploads.ts';
import { waitAfter } from '../../domain/operation/step-result.ts';
import type { DataTransfer } from '../../domain/transfer/transfer.ts';
import { LOOKS, PAUSE_MS } from '../../platform/step.ts';
import { UNKNOWN_FOR_SECONDS, UNKNOWN_WAIT_SECONDS } from '../../transfers/next-look.ts';
import { type Sharing, shareMovers } from '../../transfers/share-movers.ts';

/** From one start of movers to the next, or to the end of the last. */
export interface Turn {
  seconds: number;
  /** Each of its movers takes several volumes: nobody knows how long it has to do. */
  isShared: boolean;
}

interface Mover {
  endsAt: number;
  isShared: boolean;
}

/** How the uploads come to their movers, if each takes as long as expected: whenever one is free, others start. */
export function turnsOf(
  uploads: readonly DataTransfer[],
  { limit, most, secondsOf, nodesOf }: Omit<Sharing, 'movers'> & { limit: number },
): Turn[] {
  const turns: Turn[] = [];
  let due = [...uploads];
  let running: Mover[] = [];
  for (let now = 0; due.length > 0; ) {
    const movers = limit - running.length;
    const started = shareMovers(due.slice(0, limit * most), { movers, most, secondsOf, nodesOf });
    running.push(...started.map((together) => moverOf(together, now)));
    const begun = new Set(started.flat());
    due = due.filter((one) => !begun.has(one));
    const ends = running.map(({ endsAt }) => endsAt);
    const until = due.length > 0 ? Math.min(...ends) : Math.max(...ends);
    turns.push({ seconds: until - now, isShared: running.every(({ isShared }) => isShared) });
    running = running.filter(({ endsAt }) => endsAt > until);
    now = until;
  }
  return turns;

  function moverOf(together: readonly DataTransfer[], now: number): Mover {
    const each = together.reduce((sum, one) => sum + secondsOf(one), 0);
    // it starts and ends once
    const seconds = each - LEAST_SECONDS * (together.length - 1);
    return { endsAt: now + seconds, isShared: together.length > 1 };
  }
}

/** How often CheckOffloads waits meanwhile. Before a wait of a second it looks several times. */
export function pollsOf({ seconds, isShared }: Turn): number {
  const waitAt = (at: number) => {
    const isUnknown = !isShared && at < UNKNOWN_FOR_SECONDS;
    return isUnknown ? Math.min(UNKNOWN_WAIT_SECONDS, waitAfter(at)) : waitAfter(at);
  };
  for (let at = 0, polls = 0; ; polls += 1) {
    for (let looks = 1; at < seconds && waitAt(at) === 1 && looks < LOOKS; looks += 1) at += PAUSE_MS / 1000;
    if (at >= seconds) return polls;
    at += waitAt(at);
  }
}
