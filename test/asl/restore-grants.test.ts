import { describe, expect, it } from 'vitest';
import { grantsOf } from '../../functions/domain/operation/grants.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { backUp, COPY } from './harness/benches.ts';
import { SHOP } from './harness/cluster.ts';
import { nothing } from './harness/faults.ts';
import { type Bench, openBench } from './harness/matrix.ts';
import { restoreOf } from './harness/subject.ts';
import { taskState } from './harness/task-states.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const ROLE = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'owner' };
const ALICE = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice' }];
const RIGHTS = [
  {
    apiVersion: RBAC,
    kind: 'Role',
    metadata: { name: 'owner', namespace: SHOP },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  },
  {
    apiVersion: RBAC,
    kind: 'RoleBinding',
    metadata: { name: 'owner', namespace: SHOP },
    roleRef: ROLE,
    subjects: ALICE,
  },
];

/** A restore of a namespace in which somebody was given all rights. */
function benchOf(isAdmin: boolean): Bench {
  return {
    machine: 'restore',
    async subject(world, cluster) {
      applyObjects(cluster.simulator.simulation, RIGHTS);
      const backup = await backUp(world, cluster, SHOP);
      const names = backup.names.filter((name) => isAdmin || !/^role(binding)?s\./i.test(name));
      const subject = restoreOf({ ...backup, names, to: COPY });
      return { ...subject, spec: { ...subject.spec, grants: grantsOf(isAdmin) } };
    },
  };
}

const rightsIn = (objects: { list(resource: string, namespace: string): readonly { metadata: { name: string } }[] }) =>
  ['roles.rbac.authorization.k8s.io', 'rolebindings.rbac.authorization.k8s.io'].flatMap((resource) =>
    objects.list(resource, COPY).map(({ metadata }) => `${resource} ${metadata.name}`),
  );

describe('without the admin scope', () => {
  const { run } = openBench(benchOf(false));

  it('a restore that somebody without the admin scope asked for brings the application and no rights, and names them', async () => {
    const { ended, simulator, ...outcome } = await run(taskState('restore', 'RestoreResources'), nothing);

    expect(outcome).toMatchObject({ ending: 'Succeeded, nothing left', wrong: [] });
    expect(rightsIn(simulator.objects)).toEqual([]);
    const said = ended.warnings.join('\n');
    expect(said).toContain(`RoleBinding.rbac.authorization.k8s.io ${SHOP}-copy/owner: it gives rights`);
    expect(said).toContain(`Role.rbac.authorization.k8s.io ${SHOP}-copy/owner: it gives rights`);
  });
});

describe('without the admin scope, into a namespace that somebody else has', () => {
  const { run } = openBench({
    machine: 'restore',
    async subject(world, cluster) {
      const subject = restoreOf({ ...(await backUp(world, cluster, SHOP)), to: COPY });
      const spec = { ...subject.spec, grants: grantsOf(false) };
      return {
        ...subject,
        spec,
        async reset({ simulator }) {
          applyObjects(simulator.simulation, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: COPY } }]);
          await simulator.settled();
        },
      };
    },
  });

  it('a restore is refused before anything is made: it would run with that namespace’s accounts', async () => {
    const { ended, simulator } = await run(taskState('restore', 'CheckTarget'), nothing);

    expect(ended).toMatchObject({ phase: 'Failed', error: { code: 'namespace.wants_admin', stage: 'CheckTarget' } });
    expect(ended.error?.message).toContain(COPY);
    expect(simulator.objects.list('persistentvolumeclaims', COPY)).toEqual([]);
    expect(simulator.objects.list('secrets', COPY)).toEqual([]);
  });
});

describe('with the admin scope', () => {
  const { run } = openBench(benchOf(true));

  it('a restore that an admin asked for brings them', async () => {
    const { simulator, ...outcome } = await run(taskState('restore', 'RestoreResources'), nothing);

    expect(outcome).toMatchObject({ ending: 'Succeeded, nothing left', wrong: [] });
    expect(rightsIn(simulator.objects)).toHaveLength(2);
  });
});
