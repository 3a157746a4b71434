import type { CountedBackup } from './costs.ts';
import { PRICES } from './prices.ts';
import type { Figure } from './table.ts';
import { backUpVirtually, type VirtualBackup } from './virtual-backup.ts';

const MAX_EVENTS = 25_000;
/** Long enough that polls are most of it. */
const MOVER_SECONDS = 300;

let measured: Promise<VirtualBackup[]> | undefined;

/** The runs that both sections read. */
async function runs(sizes: readonly number[]): Promise<VirtualBackup[]> {
  measured ??= (async () => {
    const all: VirtualBackup[] = [];
    for (const volumes of sizes) all.push(await backUpVirtually(volumes, MOVER_SECONDS));
    return all;
  })();
  return await measured;
}

/** What is billed of a backup, by its number of volumes; as docs/costs.md has it. */
export async function countBackups(sizes: readonly number[]): Promise<CountedBackup[]> {
  const all = await runs(sizes);
  return all.map(({ volumes, transitions, invocations, capacity: { writes, reads } }) => {
    return { volumes, transitions, invocations, writes: Math.ceil(writes), reads: Math.ceil(reads) };
  });
}

/** State transitions, their price and the events of a backup, by its number of volumes. */
export async function measureTransitions(sizes: readonly number[]): Promise<Figure[]> {
  const all = await runs(sizes);
  const least = Math.min(...all.map(({ transitions }) => transitions));
  return all.map(({ volumes, transitions, events, seconds }) => ({
    what: `${volumes} volumes, movers of ${MOVER_SECONDS} s`,
    measured: `${transitions} transitions, $${(transitions * PRICES.transition).toFixed(4)}, ${events} events, ${seconds.toFixed(0)} s`,
    beside: `+${percent(transitions, least)} on the fewest: < 20 %; ≤ ${MAX_EVENTS} events`,
  }));
}

/** Kubernetes API calls, without what is asked once whatever the number of volumes: that is the first run's line. */
export async function measureCalls(sizes: readonly number[]): Promise<Figure[]> {
  const all = await runs(sizes);
  const [first] = all;
  return all.flatMap((run) => {
    const { volumes, calls, polls } = run;
    const figures = [
      {
        what: `${volumes} volumes, a poll of running movers`,
        measured: `${polls.mostCalls} calls, ${polls.count} polls`,
        beside: `≤ ${4 + volumes}`,
      },
    ];
    if (!first || run === first) {
      return [
        { what: `${volumes} volumes, all but polls`, measured: `${calls - polls.calls} calls`, beside: '–' },
        ...figures,
      ];
    }
    const more = (calls - polls.calls - (first.calls - first.polls.calls)) / (volumes - first.volumes);
    return [
      {
        what: `${volumes} volumes, each one more`,
        measured: `${more.toFixed(1)} calls, ${calls} in all`,
        beside: '≤ 16',
      },
      ...figures,
    ];
  });
}

function percent(count: number, least: number): string {
  return `${((count / least - 1) * 100).toFixed(1)} %`;
}
