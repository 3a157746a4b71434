import { Fault } from '../../domain/errors.ts';
import type { Ownership } from '../../domain/manifest/labels.ts';
import { isOwn } from '../../domain/manifest/labels.ts';
import type { Cluster, KubeObject } from './cluster.ts';
import { apiVersionOf, type Kind } from './kinds.ts';

/**
 * Creates the object, or adopts ours of that name: the caller wrote the name to the ledger first, so a Task that runs
 * twice finds what the first run made.
 * @throws Fault Permanent `object.name_collision` when somebody else's object has the name
 */
export async function ensure(cluster: Cluster, kind: Kind, object: KubeObject, owner: Ownership): Promise<KubeObject> {
  const complete = { apiVersion: apiVersionOf(kind), kind: kind.kind, ...object };
  for (let tries = 0; tries < 3; tries += 1) {
    const made = await cluster.create(kind, complete);
    if (typeof made !== 'string') return made;
    const found = await cluster.get(kind, object.metadata.namespace, object.metadata.name);
    if (found && isOwn(found.metadata.labels, owner)) return found;
    if (found) throw collision(kind, object);
  }
  throw new Fault('cluster.unreachable', `${kind.kind} ${object.metadata.name} is being deleted and made again`);
}

function collision(kind: Kind, { metadata }: KubeObject): Fault {
  const where = metadata.namespace ? ` in namespace ${metadata.namespace}` : '';
  return new Fault('object.name_collision', `${kind.kind} ${metadata.name}${where} exists and is not ours`);
}
