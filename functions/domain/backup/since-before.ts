import * as z from 'zod';
import { openRecord } from '../open-record.ts';
import { MAX_NAMESPACES } from './selection-spec.ts';

/** Of a scheduled run: how its namespaces differ from those of the run of the same schedule before it. */
export const sinceBeforeSchema = openRecord({
  than: z.string().describe('the run of the schedule before it'),
  joined: z.array(z.string()).describe('namespaces that are selected now, and were not then'),
  left: z
    .array(
      openRecord({
        namespace: z.string(),
        why: z
          .enum(['gone', 'unselected'])
          .describe(
            '`gone`: it is not there any more; `unselected`: it is, and the selection does not take it any more',
          ),
      }),
    )
    .describe('namespaces that were selected then, and are not now'),
});
export type SinceBefore = z.infer<typeof sinceBeforeSchema>;

interface RunBefore {
  operationId: string;
  spec: { selection: { namespaces: readonly string[] } };
}

/** @param there all namespaces of the cluster; one that is being deleted is as good as gone */
export function compareNamespaces(
  { operationId, spec }: RunBefore,
  selected: readonly string[],
  there: readonly { name: string; isLeaving: boolean }[],
): SinceBefore {
  const then = spec.selection.namespaces;
  const stays = new Set(there.filter(({ isLeaving }) => !isLeaving).map(({ name }) => name));
  const now = new Set(selected);
  return {
    than: operationId,
    joined: selected.filter((name) => !then.includes(name)),
    left: then
      .filter((name) => !now.has(name))
      .map((namespace) => ({ namespace, why: stays.has(namespace) ? 'unselected' : 'gone' })),
  };
}

/**
 * The namespaces that were let go: the schedule once selected them, and they are there, but nobody selects them any more,
 * since their labels are others or somebody has excluded them. What newer runs lack of them they lack by somebody's wish.
 */
export function letGoBy(
  before: readonly string[] = [],
  sinceBefore: SinceBefore | undefined,
  selected: readonly string[],
): string[] | undefined {
  const now = sinceBefore?.left.filter(({ why }) => why === 'unselected').map(({ namespace }) => namespace) ?? [];
  const letGo = [...new Set([...before, ...now])].filter((name) => !selected.includes(name));
  return letGo.length > 0 ? letGo.slice(-MAX_NAMESPACES) : undefined;
}
