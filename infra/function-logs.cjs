/** The log group that osls makes for each function: kept as long as the parameter says, encrypted with the key. */
const { FUNCTIONS, pascalCase } = require('./listing.cjs');

const key = { 'Fn::If': ['MakesKey', { 'Fn::GetAtt': ['Key', 'Arn'] }, { Ref: 'KeyArn' }] };

const extensions = Object.fromEntries(
  FUNCTIONS.map((name) => [
    `${pascalCase(name)}LogGroup`,
    { Properties: { RetentionInDays: { Ref: 'LogRetentionDays' }, KmsKeyId: key } },
  ]),
);

module.exports = { extensions };
