import { notesOfUnit, type Piece } from '../../backup/resources/pieces.ts';
import type { planUnits } from '../../backup/resources/plan-units.ts';
import { toFault } from '../../domain/errors.ts';
import { kindNameOf } from '../../domain/manifest/manifest.ts';
import type { Simulation } from '../../domain/simulation/simulation.ts';

type Unit = Awaited<ReturnType<typeof planUnits>>['units'][number];

/** How many objects of each kind were counted. */
export type Counts = Map<string, number>;

const MAX_EXPIRED_LISTS = 3;

/** Counts a unit as the backup would store it. */
export function countedPiece({ order, unit }: Unit, counts: Counts): Piece {
  return {
    order,
    async collect() {
      const count = await countAll();
      const kind = kindNameOf(unit.kind);
      if (count > 0) counts.set(kind, (counts.get(kind) ?? 0) + count);
      return notesOfUnit(unit);
    },
  };

  async function countAll(): Promise<number> {
    for (let expired = 1; ; expired += 1) {
      try {
        let count = 0;
        for await (const _ of unit.read()) count += 1;
        return count;
      } catch (thrown) {
        // 410, as collectUnit has it: the list's own time ran out between two pages
        if (toFault(thrown).details.status !== 410 || expired >= MAX_EXPIRED_LISTS) throw thrown;
      }
    }
  }
}

export function countsOf({ objects }: Pick<Simulation, 'objects'>): Counts {
  return new Map(objects.map(({ kind, count }) => [kind, count]));
}

export function objectsOf(counts: Counts): Simulation['objects'] {
  return [...counts].map(([kind, count]) => ({ kind, count })).toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
}
