import { describe, expect, it } from 'vitest';
import { countObjects } from '../../functions/api/clusters/browse/count-objects.ts';
import { type Found, listResources } from '../../functions/api/clusters/browse/list-resources.ts';
import { type Position, parsePosition, positionText } from '../../functions/api/clusters/browse/position.ts';
import { fittingFirst } from '../../functions/api/clusters/browse/shown-bytes.ts';
import { countedFirst, totalOf } from '../../functions/api/clusters/browse/totals.ts';
import { Fault } from '../../functions/domain/errors.ts';
import { placeOf } from '../../functions/manifests/collected-pages.ts';
import type { KubeObject } from '../../functions/services/cluster/cluster.ts';
import { type Kind, POD } from '../../functions/services/cluster/kinds.ts';
import { createMemoryCluster, expired, type MemoryCluster } from '../support/memory-cluster.ts';
import { createTestClock } from '../support/test-clock.ts';

const CONFIG_MAP: Kind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const WIDGET: Kind = { group: 'shop.example', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true };
const NONE: ReadonlySet<string> = new Set();
const SPACES = ['a', 'b', 'c', 'd', 'e', 'f'];

function objectsOf(kind: Kind, numbers: Record<string, number>): KubeObject[] {
  return Object.entries(numbers).flatMap(([namespace, count]) =>
    Array.from({ length: count }, (_, n) => ({
      apiVersion: kind.group ? `${kind.group}/${kind.version}` : kind.version,
      kind: kind.kind,
      metadata: { namespace, name: `o-${String(n).padStart(4, '0')}` },
    })),
  );
}

/** Each LIST takes so many seconds. */
function slowCluster(objects: KubeObject[], seconds: number) {
  const clock = createTestClock();
  const cluster = createMemoryCluster([POD, CONFIG_MAP], objects);
  const { list } = cluster;
  cluster.list = async (kind, options) => {
    clock.advance(seconds);
    return await list(kind, options);
  };
  const until = new Date(clock.now().getTime() + 18_000);
  return { cluster, clock, until };
}

function failing(
  cluster: MemoryCluster,
  fails: (kind: Kind, namespace: string | undefined, token?: string) => Fault | undefined,
) {
  const { list } = cluster;
  cluster.list = async (kind, options = {}) => {
    const fault = fails(kind, options.namespace, options.continue);
    if (fault) throw fault;
    return await list(kind, options);
  };
}

describe('counting objects', () => {
  const numbers = { a: 3, b: 900, c: 0, d: 1, e: 1, f: 2 };

  it('of many namespaces lists each kind once, in pages', async () => {
    const { cluster, clock, until } = slowCluster(objectsOf(CONFIG_MAP, numbers), 0);
    const counts = await countObjects({
      cluster,
      kinds: [CONFIG_MAP, POD],
      namespaces: SPACES,
      by: 'namespace',
      out: NONE,
      clock,
      until,
    });

    expect(SPACES.map((name) => counts.of(CONFIG_MAP, name))).toEqual(Object.values(numbers));
    expect(SPACES.map((name) => counts.of(POD, name))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(cluster.calls).toHaveLength(3);
  });

  it('of a kind that is too big for half of the time goes on namespace by namespace, in the order that is asked for', async () => {
    const { cluster, clock, until } = slowCluster(objectsOf(CONFIG_MAP, { ...numbers, f: 3000 }), 3);
    const counts = await countObjects({
      cluster,
      kinds: [CONFIG_MAP, POD],
      namespaces: SPACES,
      by: 'namespace',
      out: NONE,
      clock,
      until,
    });

    const rows = SPACES.map((name) => [CONFIG_MAP, POD].map((kind) => counts.of(kind, name)));
    const whole = countedFirst(rows);
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThan(SPACES.length);
    expect(rows.slice(0, whole)).toEqual(
      Object.values(numbers)
        .slice(0, whole)
        .map((n) => [n, 0]),
    );
    expect(rows.at(-1)?.[0]).toBe('open');
  });

  it('keeps what a list over all namespaces has passed by when its time is over', async () => {
    const { cluster, clock, until } = slowCluster(objectsOf(CONFIG_MAP, { ...numbers, f: 3000 }), 3);
    const wanted = { cluster, kinds: [CONFIG_MAP], namespaces: SPACES, by: 'kind' as const, out: NONE, clock, until };
    const counts = await countObjects(wanted);

    expect(SPACES.map((name) => counts.of(CONFIG_MAP, name))).toEqual([3, 900, 0, 1, 1, 'open']);
    expect(cluster.calls.filter((call) => /ConfigMap [a-e] /.test(call))).toEqual([]);
    // of a list that is in no order nothing is certain before its end
    cluster.objects.reverse();
    cluster.calls.length = 0;
    const now = clock.now().getTime();
    await countObjects({ ...wanted, until: new Date(now + 18_000) });
    expect(cluster.calls).toContain('list ConfigMap a 500');
  });

  it('has a first row to show even when not one could be counted in time, and says so', async () => {
    const { cluster, clock, until } = slowCluster(objectsOf(CONFIG_MAP, { a: 2000 }), 8);
    const counts = await countObjects({
      cluster,
      kinds: [CONFIG_MAP],
      namespaces: ['a', 'b'],
      by: 'namespace',
      out: NONE,
      clock,
      until,
    });

    const rows = ['a', 'b'].map((name) => [counts.of(CONFIG_MAP, name)]);
    expect(rows[0]).toEqual(['open']);
    expect(countedFirst(rows)).toBe(1);
    expect(totalOf(rows[0] ?? [])).toEqual({ objectsAtLeast: 0 });
  });

  it('begins a list anew that has expired, and counts nothing twice', async () => {
    const { cluster, clock, until } = slowCluster(objectsOf(CONFIG_MAP, { a: 1200 }), 0);
    let times = 2;
    failing(cluster, (_, __, token) => (token === '1000' && times-- > 0 ? expired() : undefined));
    const counts = await countObjects({
      cluster,
      kinds: [CONFIG_MAP],
      namespaces: ['a'],
      by: 'kind',
      out: NONE,
      clock,
      until,
    });

    expect(counts.of(CONFIG_MAP, 'a')).toBe(1200);
  });

  it('does without what an aggregated API does not answer, and fails where the API server itself is away', async () => {
    const { cluster, clock, until } = slowCluster(objectsOf(CONFIG_MAP, { a: 1 }), 0);
    let away = WIDGET;
    const fault = new Fault('cluster.unreachable', 'away', { details: { status: 503 } });
    failing(cluster, (kind) => (kind === away ? fault : undefined));
    const wanted = {
      cluster,
      kinds: [CONFIG_MAP, WIDGET],
      namespaces: ['a'],
      by: 'kind' as const,
      out: NONE,
      clock,
      until,
    };
    const counts = await countObjects(wanted);

    expect([counts.of(CONFIG_MAP, 'a'), counts.of(WIDGET, 'a')]).toEqual([1, 'unreadable']);
    expect(counts.unavailable).toEqual(['shop.example/v1']);
    away = CONFIG_MAP;
    await expect(countObjects(wanted)).rejects.toBe(fault);
  });
});

describe('listing objects', () => {
  const wantedOf = (
    { cluster, clock, until }: ReturnType<typeof slowCluster>,
    namespaces: readonly string[],
    limit: number,
  ) => ({
    kinds: [CONFIG_MAP, POD],
    labelSelector: undefined,
    search: undefined as string | undefined,
    cluster,
    clock,
    until,
    namespaces,
    limit,
  });

  it('stops when its time is over, and goes on from there without losing or doubling one', async () => {
    const objects = objectsOf(CONFIG_MAP, { a: 1700, b: 1 });
    const found: string[] = [];
    let at: Position | undefined;
    let requests = 0;
    do {
      const slow = slowCluster(objects, 7);
      const page: Found = await listResources({ ...wantedOf(slow, ['a', 'b'], 500), search: '9' }, at);
      found.push(...page.objects.map(({ object }) => placeOf(object)));
      at = page.next && parsePosition(positionText(page.next));
      requests += 1;
    } while (at);

    expect(requests).toBeGreaterThan(1);
    expect(found).toEqual(objects.map(placeOf).filter((place) => place.includes('9')));
  });

  it('goes on behind the place when namespaces came to be so many that all are listed at once', async () => {
    const objects = objectsOf(CONFIG_MAP, { a: 3, b: 3, c: 3, d: 3, e: 3 });
    const few = await listResources(wantedOf(slowCluster(objects, 0), ['a', 'b', 'c', 'd'], 4), undefined);
    const many = await listResources(wantedOf(slowCluster(objects, 0), ['a', 'b', 'c', 'd', 'e'], 500), few.next);
    const fewer = await listResources(wantedOf(slowCluster(objects, 0), ['a', 'c'], 500), few.next);

    const places = objects.map(placeOf);
    expect(few.objects.map(({ object }) => placeOf(object))).toEqual(places.slice(0, 4));
    expect(many.objects.map(({ object }) => placeOf(object))).toEqual(places.slice(4));
    expect(many.next).toBeUndefined();
    expect(fewer.objects.map(({ object }) => placeOf(object))).toEqual(places.slice(6, 9));
  });

  it('is cut before an answer becomes too long, and goes on', async () => {
    const labels = Object.fromEntries(Array.from({ length: 6_000 }, (_, n) => [`label-${n}`, 'x'.repeat(63)]));
    const objects = objectsOf(CONFIG_MAP, { a: 10 }).map((object) => ({
      ...object,
      metadata: { ...object.metadata, labels },
    }));
    const first = await listResources(wantedOf(slowCluster(objects, 0), ['a'], 500), undefined);
    const rest = await listResources(wantedOf(slowCluster(objects, 0), ['a'], 500), first.next);

    expect(first.objects).toHaveLength(4);
    expect(rest.objects[0]?.object.metadata.name).toBe('o-0004');
    expect(fittingFirst(objects)).toBe(3);
    expect([fittingFirst(objects.slice(0, 1)), fittingFirst([])]).toEqual([1, 0]);
  });

  it('does not pass on a fault of the API server as the end of a list', async () => {
    const slow = slowCluster(objectsOf(CONFIG_MAP, { a: 600 }), 0);
    const fault = new Fault('cluster.unreachable', 'away', { details: { status: 503 } });
    failing(slow.cluster, (_, __, token) => (token ? fault : undefined));

    await expect(listResources({ ...wantedOf(slow, ['a'], 500), search: '9' }, undefined)).rejects.toBe(fault);
  });
});

describe('a place in a walk', () => {
  const position = { type: 'ConfigMap', place: 'a/b', within: 'a', token: 't' };

  it('is read again, but for a token too long for a cursor', () => {
    expect(parsePosition(positionText(position))).toEqual(position);
    expect(parsePosition(positionText({ ...position, token: 'x'.repeat(3000) }))).not.toHaveProperty('token');
  });

  it.each(['', '{}', 'null', '{"type":1,"place":"","within":""}', '{"type":"","place":"","within":"","more":1}'])(
    'is not %j',
    (text) => {
      expect(() => parsePosition(text)).toThrow('the cursor does not belong to this list');
    },
  );
});
