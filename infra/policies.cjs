/** The policies of policies.yml. */
const { arnOf, kebabCase, POLICIES, ROLES } = require('./listing.cjs');

const MACHINE_NAMES = Object.keys(ROLES.machines).map(kebabCase);
const OF_THIS_ACCOUNT = '${AWS::Region}:${AWS::AccountId}';
/** How a statement says which partition keys it is about. */
const KEYS = {
  keys: 'ForAllValues:StringEquals',
  keysLike: 'ForAllValues:StringLike',
  keysNot: 'ForAllValues:StringNotEquals',
  keysNotLike: 'ForAllValues:StringNotLike',
};

const Resources = {};
for (const [name, { description, inlineIn, if: condition, statements }] of Object.entries(POLICIES)) {
  const PolicyDocument = { Version: '2012-10-17', Statement: statements.map(statementOf) };
  Resources[name] = inlineIn
    ? {
        Type: 'AWS::IAM::Policy',
        ...(condition && { Condition: condition }),
        Properties: { PolicyName: kebabCase(name), Roles: inlineIn.map((Ref) => ({ Ref })), PolicyDocument },
      }
    : { Type: 'AWS::IAM::ManagedPolicy', Properties: { Description: description, PolicyDocument } };
}

module.exports = { Resources };

function statementOf({ actions, on, condition, ...keys }) {
  const about = Object.entries(keys).map(([how, values]) => [KEYS[how], { 'dynamodb:LeadingKeys': values }]);
  const conditions = { ...condition, ...Object.fromEntries(about) };
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: Array.isArray(on) ? on.map(resourceOf) : resourceOf(on),
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
}

/** `Table` is its Arn, `Table/index/x` below it, `service:what` of this account and region; with `{machine}` a list. */
function resourceOf(on) {
  if (typeof on !== 'string' || on === '*') return on;
  if (on.includes('{machine}')) return MACHINE_NAMES.map((name) => resourceOf(on.replace('{machine}', name)));
  const [service, ...rest] = on.split(':');
  if (rest.length > 0) return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:${OF_THIS_ACCOUNT}:${rest.join(':')}` };
  const [name, ...below] = on.split('/');
  return below.length > 0 ? { 'Fn::Sub': [`\${${name}.Arn}`, ...below].join('/') } : arnOf(name);
}
