import type { DataTransfer } from '../domain/transfer/transfer.ts';

/** What takes longer has a mover of its own: a start more is then nothing beside it. */
const SHORT_SECONDS = 60;
/** Of all that share one, so that none waits long while other movers could take it. */
const TOGETHER_SECONDS = 120;
/** What one more mover must have to do where another could take it: to start and to end takes each some five seconds, and as much of a processor. */
const WORTH_SECONDS = 20;

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
 * Which transfers start now, by the mover that takes them in turn: the longest first, each where it ends first. As many movers
 * start as the limit allows, but no more than their work is worth.
 */
export function shareMovers(due: readonly DataTransfer[], sharing: Sharing): DataTransfer[][] {
  const { most, movers, nodesOf, secondsOf } = sharing;
  const all: Shared[] = [];
  const longestFirst = due
    .map((transfer) => ({ transfer, seconds: secondsOf(transfer), nodes: nodesOf(transfer) }))
    .toSorted((one, other) => other.seconds - one.seconds);
  const short = longestFirst.filter(({ transfer, seconds }) => !isAlone(transfer, seconds));
  const worth = new Map(
    [...Map.groupBy(short, ({ nodes }) => nodes)].map(([nodes, some]) => {
      const work = some.reduce((sum, { seconds }) => sum + seconds, 0);
      // Those that have to be for their number share the work evenly.
      return [nodes, Math.max(Math.ceil(work / WORTH_SECONDS), Math.ceil(some.length / most))];
    }),
  );
  for (const { transfer, seconds, nodes } of longestFirst) {
    const alone = isAlone(transfer, seconds);
    const others = all.filter((one) => one.nodes === nodes && Number.isFinite(one.seconds));
    const [soonest] = others
      .filter((one) => !alone && one.transfers.length < most && one.seconds + seconds <= TOGETHER_SECONDS)
      .toSorted((one, other) => one.seconds - other.seconds);
    const isWorth = soonest === undefined || others.length < (worth.get(nodes) ?? 0);
    if (all.length < movers && isWorth) {
      all.push({ nodes, seconds: alone ? Number.POSITIVE_INFINITY : seconds, transfers: [transfer] });
    } else if (soonest) {
      soonest.transfers.push(transfer);
      soonest.seconds += seconds;
    }
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
