import { toFault } from '../../../domain/errors.ts';
import { kindNameOf } from '../../../domain/manifest/manifest.ts';
import { exclusionOf } from '../../../domain/manifest/resources.ts';
import { BUILT_IN_GROUPS } from '../../../domain/restore/restore-order.ts';
import { collectedPages, placeOf, type ReadPage } from '../../../manifests/collected-pages.ts';
import type { Clock } from '../../../services/clock/clock.ts';
import type { Access, Cluster, KubeObject, ObjectPage } from '../../../services/cluster/cluster.ts';
import type { Kind } from '../../../services/cluster/kinds.ts';
import { FEW_NAMESPACES, LISTS_AT_ONCE } from './count-objects.ts';
import { isForbidden, listing } from './missing-permissions.ts';
import type { Position } from './position.ts';
import { bytesOfLabels, MOST_OF_LABELS } from './shown-bytes.ts';

export interface ListWanted {
  cluster: Cluster;
  /** In the order of their names. */
  kinds: readonly Kind[];
  namespaces: readonly string[];
  labelSelector: string | undefined;
  /** Part of the name. */
  search: string | undefined;
  limit: number;
  clock: Clock;
  /** When it ends, with what is found by then. */
  until: Date;
}

export interface Found {
  objects: { kind: Kind; object: KubeObject }[];
  /** Of the objects' labels. */
  bytes: number;
  /** Where it goes on; absent at the end. */
  next?: Position;
  /** Of what was looked at. */
  missing: Access[];
  unavailable: string[];
}

/** One list of the API server: of a kind, over all namespaces or in one. */
interface Unit {
  kind: Kind;
  namespace: string | undefined;
  read: ReadPage;
}

const PAGE = 500;
/** Of a walk that looks for nothing, a list is as long as what is shown of it. */
const SHORTEST_PAGE = 50;

/** Objects that a backup would collect, by type, namespace and name, behind a position: until there are enough, or time is over. */
export async function listResources(wanted: ListWanted, from: Position | undefined): Promise<Found> {
  const { clock, until, limit } = wanted;
  const units = unitsOf(wanted, from);
  const pages = firstPages(wanted, units, from);
  const found: Found = { objects: [], bytes: 0, missing: [], unavailable: [] };
  for (const [at, unit] of units.entries()) {
    const next = await readUnit(wanted, unit, startOf(unit, from), pages(at), found);
    if (next) return { ...found, next };
    const following = units[at + 1];
    if (following && (isFull(found, limit) || clock.now() >= until)) return { ...found, next: before(following) };
  }
  return found;
}

/** @returns where it stopped, unless at the end of the unit */
async function readUnit(
  { namespaces, search, limit, clock, until }: ListWanted,
  unit: Unit,
  start: Pick<Position, 'place' | 'token'>,
  first: Promise<ObjectPage>,
  found: Found,
): Promise<Position | undefined> {
  const { kind, namespace, read } = unit;
  const chosen = new Set(namespaces);
  const isWanted = (object: KubeObject) =>
    chosen.has(object.metadata.namespace ?? '') &&
    (search === undefined || object.metadata.name.includes(search)) &&
    !exclusionOf(object);
  let { place, token } = start;
  for (let page = first; ; page = read({ limit: PAGE, ...(token ? { continue: token } : {}) })) {
    const outcome = await page.catch((thrown: unknown) => refusalOf(thrown, kind, token));
    if (outcome === 'forbidden') found.missing.push(listing(kind, namespace));
    if (outcome === 'unavailable') found.unavailable.push(`${kind.group}/${kind.version}`);
    if (outcome === 'forbidden' || outcome === 'unavailable') return undefined;
    if (outcome === 'expired') {
      token = undefined;
    } else {
      for (const object of outcome.items.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))) {
        if (placeOf(object) <= place) continue;
        if (isFull(found, limit)) return positionIn(unit, place, token);
        place = placeOf(object);
        if (!isWanted(object)) continue;
        found.objects.push({ kind, object });
        found.bytes += bytesOfLabels(object);
      }
      token = outcome.continue;
      if (!token) return undefined;
      if (isFull(found, limit)) return positionIn(unit, place, token);
    }
    if (clock.now() >= until) return positionIn(unit, place, token);
  }
}

function isFull({ objects, bytes }: Found, limit: number): boolean {
  return objects.length >= limit || bytes > MOST_OF_LABELS;
}

/** `expired`: the token is too old, or not one of this list; what follows the place is then found from the list's start. */
function refusalOf(thrown: unknown, { group }: Kind, token: string | undefined) {
  const { status } = toFault(thrown).details;
  if (isForbidden(thrown)) return 'forbidden';
  if (status === 503 && !BUILT_IN_GROUPS.has(group)) return 'unavailable';
  if (token !== undefined && (status === 410 || status === 400)) return 'expired';
  throw thrown;
}

function unitsOf({ cluster, kinds, namespaces, labelSelector }: ListWanted, from: Position | undefined): Unit[] {
  const scopes =
    namespaces.length > FEW_NAMESPACES ? [undefined] : namespaces.toSorted((a, b) => (`${a}/` < `${b}/` ? -1 : 1));
  const units = kinds.flatMap((kind) =>
    scopes.map((namespace) => {
      const scope = { ...(namespace ? { namespace } : {}), ...(labelSelector ? { labelSelector } : {}) };
      return { kind, namespace, read: collectedPages(cluster, kind, scope) };
    }),
  );
  return units.filter(({ kind, namespace }) => {
    const type = kindNameOf(kind);
    if (!from || type > from.type) return true;
    // `0` follows `/`
    return type === from.type && (namespace === undefined || `${namespace}0` > from.place);
  });
}

/** The lists that come next are begun while one is read: most have one page, and most of its time is the way there. */
function firstPages({ search, limit }: ListWanted, units: readonly Unit[], from: Position | undefined) {
  const size = search === undefined ? Math.max(SHORTEST_PAGE, limit) : PAGE;
  const begun: Promise<ObjectPage>[] = [];
  return (at: number): Promise<ObjectPage> => {
    const ahead = at === 0 ? 1 : LISTS_AT_ONCE;
    for (const unit of units.slice(begun.length, at + ahead)) {
      const { token } = startOf(unit, from);
      const page = unit.read({ limit: size, ...(token ? { continue: token } : {}) });
      // one that nobody waits for any more may fail
      page.catch(() => undefined);
      begun.push(page);
    }
    return begun[at] ?? Promise.resolve({ items: [] });
  };
}

function startOf({ kind, namespace }: Unit, from: Position | undefined): Pick<Position, 'place' | 'token'> {
  if (from?.type !== kindNameOf(kind)) return { place: '' };
  const isSameList = from.within === (namespace ?? '');
  return { place: from.place, ...(isSameList && from.token ? { token: from.token } : {}) };
}

function positionIn({ kind, namespace }: Unit, place: string, token: string | undefined): Position {
  return { type: kindNameOf(kind), place, within: namespace ?? '', ...(token ? { token } : {}) };
}

function before({ kind, namespace }: Unit): Position {
  return { type: kindNameOf(kind), place: namespace ? `${namespace}/` : '', within: namespace ?? '' };
}
