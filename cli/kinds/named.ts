import { ageOf } from '../output/units.ts';
import type { FilterName, Filters } from './kind.ts';

/** What all kinds of things of the catalogue share: they have names, and some can be looked up once they are removed. */

/** How the API names what was removed. */
export const ofRemoved = ({ deleted }: Filters) => (deleted ? { deleted: 'true' as const } : {});
export const named = (name: string, { deleted }: { deleted: boolean }) => ({
  params: { path: { name }, query: deleted ? { deleted: 'true' as const } : {} },
});
export const nameOf = ({ name }: { name: string }) => name;
export const NAME = { title: 'NAME', of: nameOf };
export const AGE = { title: 'AGE', of: ({ createdAt }: { createdAt: string }, now: number) => ageOf(createdAt, now) };
export const REMOVABLE: readonly FilterName[] = ['deleted'];
