import type { DataTransfer } from '../domain/transfer/transfer.ts';

/** What takes longer has a mover of its own: a start more is then nothing beside it. */
const SHORT_SECONDS = 60;
/** Of all that share one, so that none waits long while other movers could take it. */
const TOGETHER_SECONDS = 120;

export interface Sharing {
  /** Movers that may start now. */
  movers: number;
  /** Volumes that one mover takes at most. */
  most: number;
  /** How long its mover will run, as far as anybody knows. */
  secondsOf(transfer: DataTransfer): number;
  /** The nodes that can read it: only what the same nodes can read shares a mover. */
  nodesOf(transfer: DataTransfer): string;
}

interface Shared {
  nodes: string;
  seconds: number;
  transfers: DataTransfer[];
}

/**
 * Which transfers start now, by the mover that takes them in turn: the longest first, each where it ends first. Where there
 * are movers enough each has its own.
 */
export function shareMovers(due: readonly DataTransfer[], sharing: Sharing): DataTransfer[][] {
  const { most, movers, nodesOf, secondsOf } = sharing;
  const all: Shared[] = [];
  const longestFirst = due
    .map((transfer) => ({ transfer, seconds: secondsOf(transfer), nodes: nodesOf(transfer) }))
    .toSorted((one, other) => other.seconds - one.seconds);
  for (const { transfer, seconds, nodes } of longestFirst) {
    if (all.length < movers) {
      all.push({
        nodes,
        seconds: isAlone(transfer, seconds) ? Number.POSITIVE_INFINITY : seconds,
        transfers: [transfer],
      });
      continue;
    }
    if (isAlone(transfer, seconds)) continue;
    const [soonest] = all
      .filter((one) => one.nodes === nodes && one.transfers.length < most)
      .filter((one) => one.seconds + seconds <= TOGETHER_SECONDS)
      .toSorted((one, other) => one.seconds - other.seconds);
    if (!soonest) continue;
    soonest.transfers.push(transfer);
    soonest.seconds += seconds;
  }
  return all.map(({ transfers }) => transfers.toSorted(byRepository));
}

/** A mover finds the repository open that the one before it has opened. */
function byRepository({ repository: one }: DataTransfer, { repository: other }: DataTransfer): number {
  return one.namespace.localeCompare(other.namespace);
}

/** What has failed before, or needs more memory than the others, is nobody's neighbour. */
function isAlone({ failure, memoryDoubled, returned }: DataTransfer, seconds: number): boolean {
  return seconds > SHORT_SECONDS || failure !== undefined || memoryDoubled === true || returned === true;
}
