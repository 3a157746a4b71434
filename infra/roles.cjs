/** The roles of roles.yml. */
const { arnOf, pascalCase, ROLES } = require('./listing.cjs');

const MACHINES_ARN =
  'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${self:service}-${sls:stage}-*';
const lambda = assumedBy({ Principal: { Service: 'lambda.amazonaws.com' } });
const states = assumedBy({
  Principal: { Service: 'states.amazonaws.com' },
  Condition: {
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    ArnLike: { 'aws:SourceArn': { 'Fn::Sub': MACHINES_ARN } },
  },
});

const Resources = {};
for (const [name, policies] of Object.entries(ROLES.functions)) {
  const group = arnOf(`${pascalCase(name)}LogGroup`);
  const log = allow('log', { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: group });
  Resources[`${pascalCase(name)}Role`] = role(lambda, policies, log);
}
for (const [name, functions] of Object.entries(ROLES.machines)) {
  const called = functions.map((one) => arnOf(`${pascalCase(one)}LambdaFunction`));
  const invoke = allow('invoke', { Action: 'lambda:InvokeFunction', Resource: called });
  Resources[`${name}MachineRole`] = role(states, ['LogDeliveryWrite', 'TracesWrite'], invoke);
}

module.exports = { Resources };

function role(AssumeRolePolicyDocument, policies, own) {
  const ManagedPolicyArns = policies.map((Ref) => ({ Ref }));
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument, ManagedPolicyArns, Policies: [own] } };
}
function allow(PolicyName, statement) {
  return {
    PolicyName,
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] },
  };
}
function assumedBy(statement) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }] };
}
