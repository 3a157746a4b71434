import { toFault } from '../domain/errors.ts';
import { fieldsIn } from '../domain/fields.ts';
import { groupKindOf, kindNameOf, type Manifest } from '../domain/manifest/manifest.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { hasStatusSubresource, versionFor, versionNameOf } from '../domain/restore/conversions.ts';
import type { RestoreContext, StatusPlace } from '../domain/restore/restore-context.ts';
import { BUILT_IN_GROUPS } from '../domain/restore/restore-order.ts';
import { isOntoSource } from '../domain/restore/restore-plan.ts';
import type { RestoreSpec } from '../domain/restore/restore-spec.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { CRD, type Kind } from '../services/cluster/kinds.ts';
import { createOwnerFacts } from './owner-facts.ts';
import { type NamedPart, readKind, readPart, type SealedBackup } from './sealed-backup.ts';

/** A backup on its way to a cluster: what of it becomes what there. For one Task's time. */
export interface Restoring {
  context: RestoreContext;
  /** The objects of a part; all that they refer to is known to the context from then on. */
  read(part: NamedPart): Promise<Manifest[]>;
  /** The kind at the version that the target takes the object in. */
  kindOf(object: Manifest): Kind | undefined;
  /** A kind that the target serves, in the version that it prefers, whatever version a reference names. */
  servedKindOf(reference: { apiVersion: string; kind: string }): Kind | undefined;
  /** The kind, as parts name it, in any version. */
  serves(kindName: string): boolean;
  /** The definition of its kind is in the backup, and not on the target yet. */
  comesWithDefinition(object: Manifest): boolean;
  /** For an object without a kind there: what the target serves instead. */
  missing(object: Manifest): string;
}

const CONCURRENCY = 8;
const DEFINITION = 'CustomResourceDefinition.apiextensions.k8s.io';

interface Options {
  /** Told of each `group/version` whose own server does not answer. */
  onUnavailable?: (groupVersion: string) => void;
  /** The cluster is asked which IP families it gives Services: for who renders one. */
  withFamilies?: boolean;
}

export async function openRestoring(
  cluster: Cluster,
  backup: SealedBackup,
  operation: Pick<Operation, 'refs'> & {
    spec: Pick<RestoreSpec, 'grants' | 'namespaceMapping' | 'restoreStatus'>;
  },
  { onUnavailable, withFamilies = true }: Options = {},
): Promise<Restoring> {
  const [kinds, families, stored] = await Promise.all([
    cluster.served(onUnavailable),
    withFamilies ? readFamilies(cluster) : undefined,
    readKind(backup, DEFINITION, kindNameOfDefinition),
  ]);
  const there = await readDefinitions(cluster, backup, kinds, stored);
  const owners = createOwnerFacts(backup);
  const servedOf = (kindName: string) => kinds.filter((kind) => kindNameOf(kind) === kindName);
  const { grants, namespaceMapping, restoreStatus } = operation.spec;
  const context: RestoreContext = {
    mapping: namespaceMapping,
    ...(grants ? { grants } : {}),
    sameCluster: isOntoSource(operation),
    ...(families ? { families } : {}),
    comesBack: owners.comesBack,
    isListedByAccount: owners.isListedByAccount,
    versionOf,
    statusOf,
    restoreStatus,
  };
  return {
    context,
    async read(part) {
      const objects = await readPart(backup, part);
      await owners.learn(objects);
      return objects;
    },
    kindOf(object) {
      const version = versionOf(object);
      return servedOf(kindNameOf(groupKindOf(object))).find((kind) => kind.version === version);
    },
    servedKindOf: (reference) => servedOf(kindNameOf(groupKindOf(reference)))[0],
    serves: (kindName) => servedOf(kindName).length > 0,
    comesWithDefinition(object) {
      const kindName = kindNameOf(groupKindOf(object));
      return stored.has(kindName) && !there.has(kindName);
    },
    missing(object) {
      const versions = servedOf(kindNameOf(groupKindOf(object))).map(({ version }) => version);
      if (versions.length === 0) return `the cluster has no ${object.apiVersion} ${object.kind}`;
      return `the cluster serves ${kindNameOf(groupKindOf(object))} in ${versions.join(', ')}, not in ${versionNameOf(object)}`;
    },
  };

  function definitionsOf(kindName: string): Manifest[] {
    return [there.get(kindName), stored.get(kindName)].filter((one) => one !== undefined);
  }

  function versionOf(object: Manifest): string | undefined {
    const kindName = kindNameOf(groupKindOf(object));
    const versions = servedOf(kindName).map(({ version }) => version);
    return versionFor(object, versions, definitionsOf(kindName));
  }

  /** The definition that is there rules; one that the restore is to make rules as it was. */
  function statusOf(object: Manifest): StatusPlace | undefined {
    const kindName = kindNameOf(groupKindOf(object));
    const [ruling] = definitionsOf(kindName);
    if (!ruling) return undefined;
    const before = stored.get(kindName);
    if (hasStatusSubresource(ruling, versionOf(object) ?? versionNameOf(object)) !== true) return 'body';
    const wasData = before && hasStatusSubresource(before, versionNameOf(object)) === false;
    return wasData ? 'data-at-subresource' : 'subresource';
  }
}

/** The target's definitions of the custom kinds that the backup has objects of, by name of the kind. */
async function readDefinitions(
  cluster: Cluster,
  { parts }: SealedBackup,
  kinds: readonly Kind[],
  stored: ReadonlyMap<string, Manifest>,
): Promise<Map<string, Manifest>> {
  const wanted = new Set(parts.map(({ kindName }) => kindName));
  const custom = kinds.filter((kind) => !BUILT_IN_GROUPS.has(kind.group) && wanted.has(kindNameOf(kind)));
  const names = new Set([
    ...custom.map(({ plural, group }) => `${plural}.${group}`),
    ...[...stored.values()].map(({ metadata }) => metadata.name),
  ]);
  const found = new Map<string, Manifest>();
  await inParallel([...names], CONCURRENCY, async (name) => {
    // by a list of one: the restore identity may list every kind, and get but a few
    const { items } = await cluster.list(CRD, { fieldSelector: `metadata.name=${name}` });
    for (const item of items) found.set(kindNameOfDefinition(item), item);
  });
  return found;
}

function kindNameOfDefinition({ spec }: Manifest): string {
  const { group, names } = fieldsIn(spec);
  return kindNameOf({ group: String(group), kind: String(fieldsIn(names).kind) });
}

const SERVICE: Kind = { group: '', version: 'v1', kind: 'Service', plural: 'services', namespaced: true };

/** IP families of Services, by a dry run. @returns undefined where the cluster does not say; unreachable is thrown */
export async function readFamilies(cluster: Cluster): Promise<string[] | undefined> {
  const probe = {
    metadata: { generateName: 'snapferry-families-', name: '', namespace: cluster.ownNamespace },
    spec: { ipFamilyPolicy: 'PreferDualStack', ports: [{ port: 80 }] },
  };
  try {
    const given = await cluster.create(SERVICE, probe, { dryRun: true });
    const families: unknown = typeof given === 'string' ? undefined : given.spec?.ipFamilies;
    return Array.isArray(families) && families.length > 0 ? families.map(String) : undefined;
  } catch (thrown) {
    // a policy of the cluster may refuse the probe: then Services are left as they are
    if (toFault(thrown).disposition !== 'Permanent') throw thrown;
    return undefined;
  }
}
