import { branchesOf, checkEach, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';
import { grantsOf } from './role-statements.ts';

const REMEDY = 'See infra/network.cjs.';

/** Functions that reach clusters, and no others, join the VPC of the parameters and may assume clusters' roles. */
export function checkNetwork(template: Template): Finding[] {
  return checkEach(template, 'AWS::Lambda::Function', (of, found, _, { DependsOn: after = [] }) => {
    const policies = new Set(grantsOf(template, targetOf(of.Role)).map(({ policy }) => policy));
    const reaches = policies.has('ClusterSecretsRead');
    const [network] = branchesOf(of.VpcConfig) as { SubnetIds?: unknown; SecurityGroupIds?: unknown }[];
    const joins =
      targetOf(network?.SubnetIds) === 'SubnetIds' && targetOf(network?.SecurityGroupIds) === 'SecurityGroupIds';
    if (joins !== reaches)
      found(reaches ? 'reaches clusters outside the VPC' : 'is in the VPC and reaches no cluster', REMEDY);
    if (network && of.VpcConfig['Fn::If']?.[0] !== 'InVpc') found('is in a VPC whatever the parameters say', REMEDY);
    const but = reaches ? 'not ' : '';
    if (policies.has('JoinNetwork') !== reaches) found(`has a role that may ${but}join a network`, REMEDY);
    if (policies.has('AssumeClusterRoles') !== reaches)
      found(`has a role that may ${but}assume clusters' roles`, REMEDY);
    // Lambda asks for the right when it makes the function; the policy must be there by then.
    if (reaches && ![after].flat().includes('JoinNetwork')) found('does not wait for JoinNetwork', REMEDY);
  });
}
