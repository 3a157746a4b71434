import type { FreezeJob, FreezeReport } from './freeze-child.ts';
import { inProcess } from './in-process.ts';
import type { Figure } from './table.ts';

/** DESIGN's targets: so many seconds more than the bare cut, with processes that have run before, and with fresh ones. */
const WARM_SECONDS = 0.7;
const FRESH_SECONDS = 1.5;

/**
 * How long an application stands still for the cut of its volumes, less what its own commands take, beside the same volumes cut
 * bare in the same run: VolumeSnapshots asked for at once, until each has its handle.
 * @throws Error that says how to start the cluster
 */
export async function measureFreeze(sizes: readonly number[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const volumes of sizes) {
    const job: FreezeJob = { volumes };
    const { fresh, warm, bareCut } = await inProcess<FreezeReport>('freeze-child.ts', job);
    const of = `${volumes} volumes: the freeze window`;
    figures.push(
      line(`${of}, fresh processes`, fresh, bareCut, FRESH_SECONDS),
      line(`${of}, warm`, warm, bareCut, WARM_SECONDS),
    );
  }
  return figures;
}

function line(what: string, seconds: number, cut: number, more: number): Figure {
  const beside = `≤ ${(cut + more).toFixed(2)} s: the bare cut's ${cut.toFixed(2)} s + ${more} s`;
  return { what, measured: `${seconds.toFixed(2)} s`, beside };
}
