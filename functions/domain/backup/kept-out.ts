import * as z from 'zod';
import { openRecord } from '../open-record.ts';

/** On an object: no backup takes it, whoever selects it. */
export const EXCLUDE = 'snapferry.dev/exclude';

export function isAnnotatedOut(annotations: Readonly<Record<string, string>> | undefined): boolean {
  return annotations?.[EXCLUDE] === 'true';
}

/** On the row of an operation. */
const MAX_LISTED = 50;

const objectShape = {
  kind: z.string().meta({ description: 'with its group', example: 'Deployment.apps' }),
  namespace: z.string().exactOptional(),
  name: z.string(),
};

function tallyOf<Shape extends z.ZodRawShape>(object: z.ZodObject<Shape>) {
  return openRecord({ count: z.int(), objects: z.array(object).describe(`${MAX_LISTED} at most`) });
}

export const keptOutSchema = tallyOf(
  openRecord({
    ...objectShape,
    by: z
      .enum([
        'annotation',
        'exclude.namespaces',
        'exclude.volumes',
        'exclude.resourceTypes',
        'exclude.resourceLabelSelector',
      ])
      .describe('`annotation`: snapferry.dev/exclude on the object; else the field of the selection'),
  }),
);
export type KeptOut = z.infer<typeof keptOutSchema>['objects'][number];

export const leftOutSchema = tallyOf(
  openRecord({ ...objectShape, by: z.string().meta({ description: 'the workload', example: 'Deployment.apps web' }) }),
);
export type LeftOut = z.infer<typeof leftOutSchema>['objects'][number];

export interface Tally<One> {
  count: number;
  objects: One[];
}

const MAX_SAID = 10;

/** For who restores it: whether these are on the target, nobody has looked. */
export function leftOutWarnings({ leftOut }: { leftOut?: Tally<LeftOut> | undefined }): string[] {
  if (!leftOut) return [];
  const { objects, count } = leftOut;
  const said = objects.slice(0, MAX_SAID).map(({ kind, namespace, name, by }) => {
    return `the backup does not hold ${kind} ${namespace}/${name}, to which ${by} refers`;
  });
  const more = count - said.length;
  return more > 0 ? [...said, `and ${more} more that its workloads refer to; see leftOut of the backup`] : said;
}

/** The first are listed, all are counted. */
export function tallied<One>(before: Tally<One> | undefined, more: Tally<One>): Tally<One> | undefined {
  const count = (before?.count ?? 0) + more.count;
  if (count === 0) return undefined;
  return { ...before, count, objects: [...(before?.objects ?? []), ...more.objects].slice(0, MAX_LISTED) };
}

/** Counts while objects stream by. */
export function createTally<One>() {
  const tally: Tally<One> = { count: 0, objects: [] };
  return {
    tally,
    add(one: One): void {
      tally.count += 1;
      if (tally.objects.length < MAX_LISTED) tally.objects.push(one);
    },
  };
}
