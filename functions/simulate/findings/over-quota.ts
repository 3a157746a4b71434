import { fieldsOf } from '../../domain/manifest/manifest.ts';
import type { OverQuota } from '../../domain/simulation/simulation.ts';
import { amountOf } from '../../domain/volume/quantity.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { RESOURCE_QUOTA } from '../../services/cluster/kinds.ts';

interface Quota {
  namespace: string;
  name: string;
  /** By the names of resources. */
  hard: Record<string, unknown>;
  used: Record<string, unknown>;
}

/** What quotas leave, and what would be taken of them. */
export interface Quotas {
  /** @param use by the names of resources */
  take(namespace: string, use: ReadonlyMap<string, number>): void;
  /** By `namespace resource`, of what quotas are about: to go on from. */
  taken(): Record<string, number>;
  over(): OverQuota[];
}

/** @param before what an earlier slice has taken */
export async function readQuotas(
  cluster: Cluster,
  namespaces: Iterable<string>,
  before: Readonly<Record<string, number>> = {},
): Promise<Quotas> {
  const quotas = (await Promise.all([...namespaces].map((namespace) => quotasIn(cluster, namespace)))).flat();
  const isAsked = new Set(
    quotas.flatMap(({ namespace, hard }) => Object.keys(hard).map((one) => `${namespace} ${one}`)),
  );
  const taken = new Map(Object.entries(before));
  return {
    take(namespace, use) {
      for (const [resource, amount] of use) {
        const key = `${namespace} ${resource}`;
        if (isAsked.has(key)) taken.set(key, (taken.get(key) ?? 0) + amount);
      }
    },
    taken: () => Object.fromEntries(taken),
    over: () =>
      quotas.flatMap(({ namespace, name, hard, used }) =>
        Object.keys(hard).flatMap((resource) => {
          const wanted = taken.get(`${namespace} ${resource}`) ?? 0;
          const left = { hard: amountOf(hard[resource]), used: amountOf(used[resource]) };
          return wanted > 0 && left.used + wanted > left.hard
            ? [{ namespace, quota: name, resource, ...left, wanted }]
            : [];
        }),
      ),
  };
}

/** Those that count all of a namespace: of which pods one with scopes is, a manifest does not tell. */
async function quotasIn(cluster: Cluster, namespace: string): Promise<Quota[]> {
  const found = await cluster.listAll(RESOURCE_QUOTA, { namespace });
  return found
    .filter(({ spec }) => spec?.scopes === undefined && spec?.scopeSelector === undefined)
    .map(({ metadata, spec, status }) => ({
      namespace,
      name: metadata.name,
      hard: fieldsOf(spec?.hard) ?? {},
      used: fieldsOf(status?.used) ?? {},
    }));
}
