import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access } from '../../functions/services/cluster/cluster.ts';
import { backupAccess, restoreAccess, wordsOf } from '../../functions/services/cluster/permissions.ts';
import { backUp } from './harness/benches.ts';
import { type AslCluster, createShop, SHOP, startCluster } from './harness/cluster.ts';
import { compareInventories, takeInventory } from './harness/inventory.ts';
import { backupOf, restoreOf, type Subject, simulationOf } from './harness/subject.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

const RBAC = 'rbac.authorization.k8s.io';
const OWN = 'snapferry';
const SETTLED_MS = 15 * 60_000;

/** A backup cannot do without these; without each of the others it succeeds. */
const NEEDED = new Set([
  'list *.*',
  'get namespaces',
  'get persistentvolumes',
  'get storageclasses.storage.k8s.io',
  'create volumesnapshots.snapshot.storage.k8s.io',
  'delete volumesnapshots.snapshot.storage.k8s.io',
  'get volumesnapshotcontents.snapshot.storage.k8s.io',
  'create volumesnapshotcontents.snapshot.storage.k8s.io',
  'patch volumesnapshotcontents.snapshot.storage.k8s.io',
  'delete volumesnapshotcontents.snapshot.storage.k8s.io',
  'create jobs.batch in snapferry',
  'delete jobs.batch in snapferry',
  'create secrets in snapferry',
  'create persistentvolumeclaims in snapferry',
  'delete persistentvolumeclaims in snapferry',
]);
/** One that the identity has everywhere is not missed here. */
const COVERED = new Set(['get persistentvolumeclaims in snapferry', 'get pods in snapferry']);

let world: World;
let cluster: AslCluster;
beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await createShop(cluster, 1);
}, 120_000);
afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
}, 60_000);

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** The manifests' roles without one right. @returns what gives it back */
function take(identity: 'backup' | 'restore', access: Access): () => void {
  const { verb, group, resource, subresource, namespace } = access;
  const { objects } = cluster.simulator;
  const [kind, name] = namespace ? ['roles', `${OWN}/snapferry-movers`] : ['clusterroles', `snapferry-${identity}`];
  const plural = `${kind}.${RBAC}`;
  const { rules } = structuredClone(objects.get(plural, name)) as unknown as { rules: Rule[] };
  const path = subresource ? `${resource}/${subresource}` : resource;
  const single = rules.flatMap((rule) =>
    rule.resources.flatMap((one) => rule.verbs.map((each) => ({ ...rule, resources: [one], verbs: [each] }))),
  );
  const kept = single.filter(
    (rule) => !(rule.apiGroups.includes(group) && rule.resources.includes(path) && rule.verbs.includes(verb)),
  );
  expect(kept).toHaveLength(single.length - 1);
  const write = (given: Rule[]) => void objects.modify(plural, name, (draft) => Object.assign(draft, { rules: given }));
  write(kept);
  return () => write(rules);
}

async function end(subject: Subject) {
  return await world.ended(await world.start(subject, cluster));
}

describe('without one of the rights of the backup identity', () => {
  it.each(backupAccess(OWN).map((access) => ({ words: wordsOf(access), access })))(
    '$words: a simulation names it, and a backup that fails for it does, and leaves nothing',
    async (one) => {
      const { words, access } = one;
      const before = takeInventory(cluster.simulator);
      const giveBack = take('backup', access);
      const looked = await end(simulationOf({ of: 'backup', backup: backupSpec() }));
      const done = await end(backupOf(backupSpec()));
      giveBack();
      await world.plane.clock.advance(SETTLED_MS);

      const { missingPermissions = [], problems = [] } = looked.simulation ?? {};
      expect(looked.phase).toBe('Succeeded');
      if (words === 'list *.*') expect(missingPermissions).toContain('list secrets');
      else expect(missingPermissions).toEqual(COVERED.has(words) ? [] : [words]);
      expect(done.residuals).toEqual([]);
      expect(done.phase).toBe(NEEDED.has(words) ? 'Failed' : 'Succeeded');
      expect(problems.map(({ code, message }) => ({ code, message }))[0]).toEqual(
        done.error && { code: done.error.code, message: done.error.message },
      );
      if (!done.error) return;
      expect(done.error.code).toBe('cluster.forbidden');
      expect(done.error.message).toMatch(access.resource === '*' ? /cannot list resource/ : namedBy(access));
      expect(compareInventories(before, takeInventory(cluster.simulator))).toMatchObject({ added: [], snapshots: [] });
    },
  );

  it('and with it again, a backup succeeds', async () => {
    expect((await end(backupOf(backupSpec()))).phase).toBe('Succeeded');
  });
});

/** By us, or by the API server. */
function namedBy({ verb, resource }: Access): RegExp {
  return new RegExp(`may not .*${verb} ${resource}|cannot ${verb} resource "${resource}"`);
}

/** A restore cannot do without these; of the last it says so once it has made its namespace. */
const NEEDED_TO_RESTORE = new Set([
  'list *.*',
  'create *.*',
  'get namespaces',
  'get persistentvolumeclaims',
  'get persistentvolumes',
  'get serviceaccounts',
]);
/** What its identity may do with every kind. */
const EVERYWHERE = new Set(['list', 'create', 'patch', 'delete']);

describe('without one of the rights of the restore identity', () => {
  let backup: Awaited<ReturnType<typeof backUp>>;
  let copies = 0;
  beforeAll(async () => {
    backup = await backUp(world, cluster, SHOP);
  }, 60_000);

  it.each(restoreAccess(OWN).map((access) => ({ words: wordsOf(access), access })))(
    '$words: a simulation names it, and a restore that fails for it does, and leaves nothing of ours',
    async (one) => {
      const { words, access } = one;
      copies += 1;
      const subject = restoreOf({ ...backup, to: `copy-${copies}` });
      const before = takeInventory(cluster.simulator);
      const giveBack = take('restore', access);
      const looked = await end(simulationOf({ of: 'restore', restore: subject.spec }));
      const done = await end(subject);
      giveBack();
      await world.plane.clock.advance(SETTLED_MS);

      const { missingPermissions = [] } = looked.simulation ?? {};
      const isCovered = EVERYWHERE.has(access.verb) || words === `get persistentvolumeclaims in ${OWN}`;
      expect(looked.phase).toBe('Succeeded');
      if (access.resource === '*') expect(missingPermissions).toContain(`${access.verb} secrets`);
      else expect(missingPermissions).toEqual(isCovered ? [] : [words]);
      // without lists it cannot know what is left: the sweep looks once it may
      const settled = await world.plane.services.ledger.readOperation(done.operationId);
      expect(settled?.residuals).toEqual([]);
      expect(done.phase).toBe(NEEDED_TO_RESTORE.has(words) ? 'Failed' : 'Succeeded');
      const { added } = compareInventories(before, takeInventory(cluster.simulator));
      expect(added.filter((name) => name.includes(` ${OWN}/`))).toEqual([]);
      if (!done.error) return;
      expect(done.error.code).toBe('cluster.forbidden');
      const { verb, resource } = access;
      expect(done.error.message).toMatch(resource === '*' ? new RegExp(`cannot ${verb} resource`) : namedBy(access));
    },
  );
});
