const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');

/** What the files beside this one declare, for whatever must cover all of it: alarms, networks, log groups. */
const FUNCTIONS = Object.keys(read('functions.yml'));
const POLICIES = read('policies.yml');
const ROLES = read('roles.yml');

/** Logical names of one type in all files, in the order of the files. */
function resourcesOf(type) {
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.yml'));
  return files.flatMap((file) =>
    Object.entries(read(file).Resources ?? {}).flatMap(([name, resource]) =>
      resource.Type === type ? [[name, resource]] : [],
    ),
  );
}

/** Functions that reach clusters: those whose role reads clusters' credentials. */
function reachingClusters() {
  return FUNCTIONS.filter((name) => ROLES.functions[name].includes('ClusterSecretsRead'));
}

/** Tags of CloudFormation (!Ref, !GetAtt) leave their text. */
function read(file) {
  return parse(readFileSync(path.join(__dirname, file), 'utf8'), { logLevel: 'silent' });
}

function pascalCase(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

module.exports = { FUNCTIONS, pascalCase, POLICIES, ROLES, reachingClusters, resourcesOf };
