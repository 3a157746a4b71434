/** The log group that osls makes for each function: kept as long as the parameter says, encrypted with the key. */
const { FUNCTIONS, KEY_ARN, pascalCase } = require('./listing.cjs');

const Properties = { RetentionInDays: { Ref: 'LogRetentionDays' }, KmsKeyId: KEY_ARN };

module.exports = {
  extensions: Object.fromEntries(FUNCTIONS.map((name) => [`${pascalCase(name)}LogGroup`, { Properties }])),
};
