import * as z from 'zod';
import { shownAs } from '../../domain/open-record.ts';
import { picked } from '../../domain/picked.ts';
import { itemSchema, removalSchema } from '../../services/catalog/catalog.ts';

const readOnly = z.unknown().optional().meta({ readOnly: true });

/**
 * Fields that GET shows and PUT does not change: a body may carry them as they were read, so that GET, a change and PUT work on
 * one object. They count for nothing; the generation in If-Match says which state was meant.
 */
export function readOnlyFields<const Name extends string>(...names: readonly Name[]): Record<Name, typeof readOnly> {
  return Object.fromEntries(names.map((name) => [name, readOnly])) as Record<Name, typeof readOnly>;
}

/** What every thing of the catalogue shows of itself. */
export const ITEM_FIELDS = ['name', 'uid', 'generation', 'createdAt', 'createdBy', 'updatedAt'] as const;
export const itemAnswer = shownAs(z.object(picked(itemSchema.shape, ...ITEM_FIELDS)));
/** Of one that is no more. */
export const removedAnswer = shownAs(removalSchema).optional();
