import { toFault } from '../../../domain/errors.ts';
import { BUILT_IN_GROUPS } from '../../../domain/restore/restore-order.ts';
import { unitIdOf } from '../../../manifests/collect-unit.ts';
import { collectedPages, placeOf } from '../../../manifests/collected-pages.ts';
import { inParallel } from '../../../platform/in-parallel.ts';
import type { Clock } from '../../../services/clock/clock.ts';
import type { Access, Cluster } from '../../../services/cluster/cluster.ts';
import type { Kind } from '../../../services/cluster/kinds.ts';
import { isHeld, type OutNamespaces } from './kept-out.ts';
import { isForbidden, listing } from './missing-permissions.ts';

export interface Wanted {
  cluster: Cluster;
  kinds: readonly Kind[];
  namespaces: readonly string[];
  /** Of these, those whose objects are kept out. */
  out: OutNamespaces;
  /** In which order counts come to be whole where time does not suffice for all. */
  by: 'namespace' | 'kind';
  clock: Clock;
  /** When counting ends, with what is counted by then; half of the time from here is for lists over all namespaces. */
  until: Date;
}

export interface Counts {
  /** `open`: its time has not come; `unreadable`: it is among the missing or unavailable. */
  of(kind: Kind, namespace: string): number | 'open' | 'unreadable';
  missing: Access[];
  /** Each `group/version` whose own API server does not answer. */
  unavailable: string[];
}

interface Tally {
  /** One that has none is not in it. */
  byNamespace: ReadonlyMap<string, number>;
  /** The place up to which all are counted: time may have been over before the end of the list. */
  upTo: string;
}
type Outcome = Tally | 'forbidden' | 'unavailable';

/** Behind all places. */
const END = '\uffff';

/** A LIST for each kind and namespace is quicker than all objects of the cluster. */
export const FEW_NAMESPACES = 4;
/** Half of what a connection carries, each at most 8 MiB. */
export const LISTS_AT_ONCE = 8;
const PAGE = 500;

/**
 * Counts the objects that a backup would collect. Where there are many namespaces a kind is listed over all of them at once;
 * what that does not come to in time is then listed namespace by namespace, so that what is asked for first is whole.
 */
export async function countObjects(wanted: Wanted): Promise<Counts> {
  const { kinds, namespaces, clock, until } = wanted;
  const outcomes = new Map<string, Outcome>();
  let hasFailed = false;

  async function count(kind: Kind, namespace: string | undefined, end: number): Promise<void> {
    if (hasFailed) return;
    try {
      outcomes.set(unitIdOf({ kind, namespace }), await countUnit(wanted, kind, namespace, end));
    } catch (thrown) {
      hasFailed = true;
      throw thrown;
    }
  }

  function of(kind: Kind, namespace: string): ReturnType<Counts['of']> {
    for (const within of [undefined, namespace]) {
      const outcome = outcomes.get(unitIdOf({ kind, namespace: within }));
      if (typeof outcome === 'string') return 'unreadable';
      if (outcome && outcome.upTo >= behind(namespace)) return outcome.byNamespace.get(namespace) ?? 0;
    }
    return 'open';
  }

  const now = clock.now().getTime();
  if (namespaces.length > FEW_NAMESPACES) {
    const end = now + (until.getTime() - now) / 2;
    await inParallel(kinds, LISTS_AT_ONCE, (kind) => count(kind, undefined, end));
  }
  const open = unitsOf(wanted).filter(({ kind, namespace }) => of(kind, namespace) === 'open');
  await inParallel(open, LISTS_AT_ONCE, ({ kind, namespace }) => count(kind, namespace, until.getTime()));

  const units = kinds.flatMap((kind) => [undefined, ...namespaces].map((namespace) => ({ kind, namespace })));
  const those = (outcome: Outcome) => units.filter((unit) => outcomes.get(unitIdOf(unit)) === outcome);
  return {
    of,
    missing: those('forbidden').map(({ kind, namespace }) => listing(kind, namespace)),
    unavailable: those('unavailable').map(({ kind: { group, version } }) => `${group}/${version}`),
  };
}

/** `0` follows `/`. */
function behind(namespace: string): string {
  return `${namespace}0`;
}

function unitsOf({ kinds, namespaces, by }: Wanted) {
  return by === 'kind'
    ? kinds.flatMap((kind) => namespaces.map((namespace) => ({ kind, namespace })))
    : namespaces.flatMap((namespace) => kinds.map((kind) => ({ kind, namespace })));
}

async function countUnit(
  { cluster, namespaces, out, clock }: Wanted,
  kind: Kind,
  namespace: string | undefined,
  end: number,
): Promise<Outcome> {
  const read = collectedPages(cluster, kind, namespace === undefined ? {} : { namespace });
  const wanted = new Set(namespaces);
  let byNamespace = new Map<string, number>();
  let last = '';
  let isInOrder = true;
  let next: string | undefined;
  while (clock.now().getTime() < end) {
    try {
      const page = await read({ limit: PAGE, ...(next ? { continue: next } : {}) });
      for (const item of page.items) {
        const { namespace: of = '' } = item.metadata;
        if (wanted.has(of) && isHeld(item, out)) byNamespace.set(of, (byNamespace.get(of) ?? 0) + 1);
        isInOrder &&= placeOf(item) > last;
        last = placeOf(item);
      }
      next = page.continue;
      if (!next) return { byNamespace, upTo: END };
    } catch (thrown) {
      const { status } = toFault(thrown).details;
      if (isForbidden(thrown)) return 'forbidden';
      if (status === 503 && !BUILT_IN_GROUPS.has(kind.group)) return 'unavailable';
      if (status !== 410) throw thrown;
      // the list's own time ran out between two pages; only from its start is it one list
      byNamespace = new Map();
      last = '';
      next = undefined;
    }
  }
  return { byNamespace, upTo: isInOrder ? last : '' };
}
