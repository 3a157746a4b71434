import * as z from 'zod';
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

export const operationRefsSchema = openRecord({
  /** On which all that the operation makes is made. */
  cluster: clusterRefSchema,
  location: refSchema.exactOptional(),
  backup: z.string().exactOptional(),
  /** Of a restore onto another cluster: the one that its backup was made on. It may be registered no more. */
  source: clusterRefSchema.exactOptional(),
});
export type OperationRefs = z.infer<typeof operationRefsSchema>;
