/**
 * Functions that reach clusters join the VPC of the parameters, if there is one; the others stay out of it and reach AWS
 * as ever. Their roles then may make network interfaces, which Lambda does with the role of the function.
 */
const { pascalCase, reachingClusters } = require('./listing.cjs');

const functions = reachingClusters().map(pascalCase);

const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

function policy(PolicyName, Statement) {
  const Roles = functions.map((name) => ({ Ref: `${name}Role` }));
  return { PolicyName, Roles, PolicyDocument: { Version: '2012-10-17', Statement } };
}

/** There in any case, so that functions can wait for it; without a network it denies, and allows nothing. */
const JoinNetwork = {
  Type: 'AWS::IAM::Policy',
  Properties: policy('join-network', [
    { 'Fn::If': ['InVpc', { Effect: 'Allow', Action: INTERFACES, Resource: '*' }, { Ref: 'AWS::NoValue' }] },
    // The rights are Lambda's, before our code runs; the code itself has none of them.
    {
      Effect: 'Deny',
      Action: INTERFACES,
      Resource: '*',
      Condition: {
        ArnLike: {
          'lambda:SourceFunctionArn': {
            'Fn::Sub':
              'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${self:service}-${sls:stage}-*',
          },
        },
      },
    },
  ]),
};

const AssumeClusterRoles = {
  Type: 'AWS::IAM::Policy',
  Condition: 'ReachesEks',
  Properties: policy('assume-cluster-roles', [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: { Ref: 'EksAccessRoles' } },
  ]),
};

const extensions = Object.fromEntries(
  functions.map((name) => [
    `${name}LambdaFunction`,
    {
      Properties: {
        VpcConfig: {
          'Fn::If': [
            'InVpc',
            { SubnetIds: { Ref: 'SubnetIds' }, SecurityGroupIds: { Ref: 'SecurityGroupIds' } },
            { Ref: 'AWS::NoValue' },
          ],
        },
      },
      DependsOn: ['JoinNetwork'],
    },
  ]),
);

module.exports = { Resources: { JoinNetwork, AssumeClusterRoles }, extensions };
