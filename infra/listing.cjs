const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');

/** What the files beside this one declare, for whatever must cover all of it: alarms, networks, log groups. */
const FUNCTIONS = Object.keys(read('functions.yml'));
const EVENTS = read('events.yml');
const POLICIES = read('policies.yml');
const ROLES = read('roles.yml');

/** Logical names. */
const MACHINES = Object.keys(ROLES.machines).map((name) => `${name}Machine`);
const QUEUES = readdirSync(__dirname)
  .filter((file) => file.endsWith('.yml'))
  .flatMap((file) => Object.entries(read(file).Resources ?? {}))
  .flatMap(([name, { Type: type }]) => (type === 'AWS::SQS::Queue' ? [name] : []));

/** The key of the stack, or the one of the parameter. */
const KEY_ARN = { 'Fn::If': ['MakesKey', arnOf('Key'), { Ref: 'KeyArn' }] };

/** Functions that reach clusters: those whose role reads clusters' credentials. */
function reachingClusters() {
  return FUNCTIONS.filter((name) => ROLES.functions[name].includes('ClusterSecretsRead'));
}

/** Tags of CloudFormation (!Ref, !GetAtt) leave their text. */
function read(file) {
  return parse(readFileSync(path.join(__dirname, file), 'utf8'), { logLevel: 'silent' });
}

function arnOf(name) {
  return { 'Fn::GetAtt': [name, 'Arn'] };
}

function pascalCase(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function kebabCase(name) {
  return name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
}

module.exports = {
  arnOf,
  EVENTS,
  FUNCTIONS,
  KEY_ARN,
  kebabCase,
  MACHINES,
  pascalCase,
  POLICIES,
  QUEUES,
  ROLES,
  reachingClusters,
};
