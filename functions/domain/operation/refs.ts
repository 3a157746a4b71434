import * as z from 'zod';
import { Fault } from '../errors.ts';
import { openRecord } from '../open-record.ts';

/** Names for people, uids for us: a name that was deleted and made again is another thing. */
export const refSchema = openRecord({ name: z.string(), uid: z.string() });
export type Ref = z.infer<typeof refSchema>;

export const clusterRefSchema = openRecord({
  ...refSchema.shape,
  /** uid of the cluster's kube-system namespace. */
  clusterId: z.string(),
});
export type ClusterRef = z.infer<typeof clusterRefSchema>;

export const operationRefsSchema = withLocations({
  /** On which all that the operation makes is made. */
  cluster: clusterRefSchema,
  backup: z.string().exactOptional(),
  /** Of a restore onto another cluster: the one that its backup was made on. It may be registered no more. */
  source: clusterRefSchema.exactOptional(),
});
export type OperationRefs = z.infer<typeof operationRefsSchema>;

/** Refs with the locations that they name: a backup has a copy at each. Rows of before 0.2 have one `location`. */
export function withLocations<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(
    (row) => {
      if (typeof row !== 'object' || row === null || 'locations' in row) return row;
      const { location, ...refs }: { location?: unknown } = row;
      return { ...refs, locations: location === undefined ? [] : [location] };
    },
    openRecord({ ...shape, locations: z.array(refSchema) }),
  );
}

/** Of an operation that is of one location: all but backups and undos. */
export function locationOf({ refs }: { refs: Pick<OperationRefs, 'locations'> }): Ref {
  const [location] = refs.locations;
  if (!location) throw new Fault('internal', 'the operation names no location');
  return location;
}
