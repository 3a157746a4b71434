import * as z from 'zod';
import { time } from '../open-record.ts';

/** When the volumes of a backup were cut: as their drivers say, whose clocks may differ. */
export const cutSchema = z.strictObject({
  firstAt: time,
  lastAt: time,
  skewSeconds: z.number().describe('how far apart its copies are'),
});

interface Timed {
  timings: { cutAt?: string };
}

/** undefined while none of them is cut. */
export function cutOf(volumes: readonly Timed[]): z.infer<typeof cutSchema> | undefined {
  const cuts = volumes.flatMap(({ timings }) => timings.cutAt ?? []).toSorted();
  const [firstAt] = cuts;
  const lastAt = cuts.at(-1);
  if (firstAt === undefined || lastAt === undefined) return undefined;
  return { firstAt, lastAt, skewSeconds: (Date.parse(lastAt) - Date.parse(firstAt)) / 1000 };
}
