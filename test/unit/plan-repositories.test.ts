import { expect, it } from 'vitest';
import { repositoryPath } from '../../functions/domain/location/location-layout.ts';
import { planRepositories } from '../../functions/maintain-location/plan-maintenance.ts';
import type { RepositoryKey } from '../../functions/services/catalog/catalog.ts';
import type { Location } from '../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { createTestClock } from '../support/test-clock.ts';

const CLUSTER = '7f0c0c3e-6f0a-4d6e-9a43-0d9d7c1b2a3f';

async function plan(known: readonly string[], planted: readonly string[], times?: { full: boolean }) {
  const store = createMemoryStore();
  const forgotten: RepositoryKey[] = [];
  for (const path of planted) await store.put(`${path}kopia.repository`, Buffer.from('there'));
  const clock = createTestClock();
  const at = clock.now().toISOString();
  const maintained = times ? { maintainedAt: at, fullyMaintainedAt: at } : {};
  const rows = known.map((namespace) => ({ locationUid: 'l', clusterId: CLUSTER, namespace, ...maintained }));
  const repositories = { list: async () => rows, forget: async (key: RepositoryKey) => void forgotten.push(key) };
  const services = { clock, repositories } as unknown as Parameters<typeof planRepositories>[0];
  const given = { locationUid: 'l', store: createObjectBackupStore(store) } as unknown as Location;
  return { ...(await planRepositories(services, given, { full: true, settings: {} as never, ...times })), forgotten };
}

it('takes what has the name of a repository, those that backups have made first, and of others no more than it can do', async () => {
  const many = Array.from({ length: 300 }, (_, n) => repositoryPath(CLUSTER, `a-${n}`));
  const odd = ['repositories/../x/', `repositories/${CLUSTER}/UP/`, 'repositories/none/shop/'];

  const { works, warnings } = await plan(['shop'], [...many, ...odd, repositoryPath(CLUSTER, 'shop')]);

  expect(works[0]).toMatchObject({ clusterId: CLUSTER, namespace: 'shop' });
  expect(works).toHaveLength(201);
  expect(works.every(({ clusterId, namespace }) => clusterId === CLUSTER && /^(shop|a-\d+)$/.test(namespace))).toBe(
    true,
  );
  expect(warnings.join()).toContain('more than 200 repositories lie there that no backup has made');
});

it('forgets none for what it has not seen of a crowded bucket', async () => {
  const crowd = Array.from({ length: 10_001 }, (_, n) => repositoryPath(CLUSTER, `a-${n}`));

  const { forgotten, warnings } = await plan(['shop'], [...crowd, repositoryPath(CLUSTER, 'shop')]);

  expect(forgotten).toEqual([]);
  expect(warnings.join()).toContain('not all were seen');
});

it('says so where no repository is due, and what would look at them all the same', async () => {
  const there = [repositoryPath(CLUSTER, 'shop')];

  const { works, warnings } = await plan(['shop'], there, { full: false });
  const asked = await plan(['shop'], there, { full: true });
  const empty = await plan([], [], { full: false });

  expect(works).toEqual([]);
  expect(warnings).toEqual(['no repository was due; full: true looks at all']);
  expect([asked.works.length, asked.warnings]).toEqual([1, []]);
  expect(empty.warnings).toEqual([]);
});
