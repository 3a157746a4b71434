import { describe, expect, it } from 'vitest';
import { exceptionsOfMovers } from '../../../functions/domain/cluster/refused-addresses.ts';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import type { KubeObject } from '../../../functions/services/cluster/cluster.ts';
import {
  BACKUP_GRANTS,
  EXEC_GRANTS,
  type Grant,
  RESTORE_GRANTS,
  RESTORE_WISHES,
} from '../../../functions/services/cluster/permissions.ts';
import { MOVER_SERVICE_ACCOUNT } from '../../../functions/services/mover/render-mover.ts';
import { execRights, readManifests } from '../../../infra/cluster/manifests.ts';

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

interface Egress {
  to?: { ipBlock?: { cidr: string; except: string[] } }[];
}

function find(kind: string, name: string, objects = readManifests()): KubeObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
}

/** `create volumesnapshots.snapshot.storage.k8s.io`, one for each verb. */
function inManifest({ rules }: KubeObject): string[] {
  return (rules as Rule[])
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}.${group}`)),
      ),
    )
    .sort();
}

function inTable(grants: readonly Grant[]): string[] {
  return grants.flatMap(({ group, resource, verbs }) => verbs.map((verb) => `${verb} ${resource}.${group}`)).sort();
}

describe('the manifests of infra/cluster', () => {
  it('grant what the product calls, and nothing else', () => {
    expect(inManifest(find('ClusterRole', 'snapferry-backup'))).toEqual(inTable(BACKUP_GRANTS.cluster));
    expect(inManifest(find('ClusterRole', 'snapferry-restore'))).toEqual(
      inTable([...RESTORE_GRANTS.cluster, ...RESTORE_WISHES]),
    );
    expect(inManifest(find('Role', 'snapferry-movers'))).toEqual(inTable(BACKUP_GRANTS.own));
    expect(RESTORE_GRANTS.own).toEqual(BACKUP_GRANTS.own);
  });

  it('give the backup identity no way into a container', () => {
    const cluster = inManifest(find('ClusterRole', 'snapferry-backup'));
    const own = inManifest(find('Role', 'snapferry-movers'));
    const everything = [...cluster, ...own].filter((grant) => grant.includes('*'));
    expect(everything).toEqual(['list *.*']);
    expect(
      [...cluster, ...own].filter((grant) => /exec|attach|proxy|portforward|token|impersonate/.test(grant)),
    ).toEqual([]);
  });

  it('leave the role of rules to be bound, in the namespaces that an admin names or everywhere', () => {
    const [role, ...bindings] = execRights(['shop', 'cart']);
    if (!role) throw new Error('no role');
    expect(inManifest(role)).toEqual(inTable(EXEC_GRANTS));
    expect(JSON.stringify(readManifests())).not.toContain('snapferry-exec');

    const bound = {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: 'snapferry-backup', namespace: 'snapferry' }],
    };
    const [name, apiVersion] = ['snapferry-exec', 'rbac.authorization.k8s.io/v1'];
    expect(bindings).toEqual([
      { apiVersion, kind: 'RoleBinding', metadata: { name, namespace: 'shop' }, ...bound },
      { apiVersion, kind: 'RoleBinding', metadata: { name, namespace: 'cart' }, ...bound },
    ]);
    expect(execRights('all').slice(1)).toEqual([
      { apiVersion, kind: 'ClusterRoleBinding', metadata: { name }, ...bound },
    ]);
    expect(execRights(['shop'], 'other').slice(1)).toMatchObject([
      { metadata: { name: 'snapferry-exec-other', namespace: 'shop' }, subjects: [{ namespace: 'other' }] },
    ]);
  });

  it('bind each identity to its own role', () => {
    for (const name of ['snapferry-backup', 'snapferry-restore']) {
      const { roleRef, subjects } = find('ClusterRoleBinding', name);
      expect(roleRef).toMatchObject({ kind: 'ClusterRole', name });
      expect(subjects).toEqual([{ kind: 'ServiceAccount', name, namespace: 'snapferry' }]);
    }
  });

  it('make the account that movers run as, without rights', () => {
    find('ServiceAccount', MOVER_SERVICE_ACCOUNT);
    const bindings = readManifests().filter(({ kind }) => kind?.endsWith('Binding'));
    expect(JSON.stringify(bindings)).not.toContain(`"${MOVER_SERVICE_ACCOUNT}"`);
  });

  it('never let a mover preempt an application', () => {
    expect(find('PriorityClass', 'snapferry-mover')).toMatchObject({ preemptionPolicy: 'Never', value: 0 });
  });

  it('let no mover reach what answers only inside a cloud or a node: the addresses that a cluster may not have either', () => {
    const { spec } = find('NetworkPolicy', 'snapferry-movers');
    const blocks = (spec.egress as Egress[]).flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
    const { ipv4, ipv6 } = exceptionsOfMovers();

    expect(blocks).toEqual([
      { cidr: '0.0.0.0/0', except: ipv4 },
      { cidr: '::/0', except: ipv6 },
    ]);
    const policy = createAddressPolicy();
    for (const cidr of [...ipv4, ...ipv6]) expect(policy.allows(cidr.split('/')[0] ?? ''), cidr).toBe(false);
  });

  it('move to another namespace as a whole', () => {
    const moved = readManifests('other');
    expect(find('Namespace', 'other', moved).metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
    });
    expect(find('ClusterRoleBinding', 'snapferry-backup-other', moved).subjects).toEqual([
      { kind: 'ServiceAccount', name: 'snapferry-backup', namespace: 'other' },
    ]);
    const namespaces = moved.flatMap(({ metadata }) => metadata.namespace ?? []);
    expect(new Set(namespaces)).toEqual(new Set(['other']));
  });
});
