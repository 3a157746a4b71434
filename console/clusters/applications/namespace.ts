import type { Schemas } from '../../../client/client.ts';

/** One row of what a cluster has. */
export type Namespace = Schemas['Namespaces']['items'][number];
