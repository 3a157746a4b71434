import { branchesOf, resourcesOf, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';

/** Functions that reach clusters, and no others, join the VPC of the parameters and may assume clusters' roles. */
export function checkNetwork(template: Template): Finding[] {
  const findings: Finding[] = [];
  const joining = rolesOf(template, 'JoinNetwork');
  const assuming = rolesOf(template, 'AssumeClusterRoles');
  for (const [name, { Properties: of, DependsOn: after = [] }] of resourcesOf(template, 'AWS::Lambda::Function')) {
    const found = (what: string) => findings.push({ where: name, what, remedy: 'See infra/network.cjs.' });
    const role = targetOf(of.Role) ?? '';
    const policies: unknown[] = template.Resources[role]?.Properties.ManagedPolicyArns ?? [];
    const reaches = policies.map(targetOf).includes('ClusterSecretsRead');
    const [network] = branchesOf(of.VpcConfig) as { SubnetIds?: unknown; SecurityGroupIds?: unknown }[];
    const joins =
      targetOf(network?.SubnetIds) === 'SubnetIds' && targetOf(network?.SecurityGroupIds) === 'SecurityGroupIds';
    if (joins !== reaches) found(reaches ? 'reaches clusters outside the VPC' : 'is in the VPC and reaches no cluster');
    if (network && of.VpcConfig['Fn::If']?.[0] !== 'InVpc') found('is in a VPC whatever the parameters say');
    if (joining.includes(role) !== reaches) found(`has a role that may ${reaches ? 'not ' : ''}join a network`);
    if (assuming.includes(role) !== reaches)
      found(`has a role that may ${reaches ? 'not ' : ''}assume clusters' roles`);
    // Lambda asks for the right when it makes the function; the policy must be there by then.
    if (reaches && ![after].flat().includes('JoinNetwork')) found('does not wait for JoinNetwork');
  }
  return findings;
}

function rolesOf(template: Template, policy: string): string[] {
  const roles: unknown[] = template.Resources[policy]?.Properties.Roles ?? [];
  return roles.map((role) => targetOf(role) ?? '');
}
