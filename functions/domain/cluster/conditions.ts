import * as z from 'zod';
import { fieldsIn } from '../fields.ts';
import type { Manifest } from '../manifest/manifest.ts';

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().optional(),
});
export type Condition = z.infer<typeof conditionSchema>;

/** What the status of an object says of it; what is no condition is left out. */
export function conditionsOf(object: Manifest | undefined): Condition[] {
  const { conditions } = fieldsIn(object?.status);
  if (!Array.isArray(conditions)) return [];
  return conditions.flatMap((one) => {
    const read = conditionSchema.safeParse(one);
    return read.success ? [read.data] : [];
  });
}
