const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');

/**
 * Gives each function the zip that bundle.ts makes of its handler, and the deployment's folder in the bucket a name that
 * is the hash of all zips: osls would name it after the time, and no two packages would be the same.
 * With SNAPFERRY_TEMPLATE_ONLY nothing is bundled, for whoever asserts the template.
 */
class Artifacts {
  constructor(serverless) {
    this.hooks = {
      'before:package:cleanup': async () => {
        const { service, serviceDir: root } = serverless;
        const templateOnly = process.env.SNAPFERRY_TEMPLATE_ONLY === 'true';
        const folder = path.join(root, templateOnly ? '.build/empty-zips' : '.build/zips');
        const contentKey = templateOnly
          ? emptyInto(folder, Object.keys(service.functions))
          : await bundleInto(root, folder);
        const stage = serverless.getProvider('aws').getStage();
        service.package.artifactDirectoryName = `serverless/${service.service}/${stage}/${contentKey}`;
        for (const [name, of] of Object.entries(service.functions)) {
          // osls wants a file that is there, whatever it is.
          const file = templateOnly ? 'package.json' : path.relative(root, path.join(folder, `${name}.zip`));
          // `package` takes an artifact alone; `deploy` then asks for one zip of the whole service, without this.
          of.package = { artifact: file, individually: true };
        }
      },
      // osls makes a new stack of its bucket alone, and hands over all parameters: CloudFormation refuses those that a
      // template does not declare, and has nothing against those that it does not use.
      'before:aws:deploy:deploy:createStack': () => {
        const { coreCloudFormationTemplate: core, compiledCloudFormationTemplate: whole } = serverless.service.provider;
        core.Parameters = whole.Parameters;
      },
      // After a change set without changes osls removes what it has just uploaded, from a folder that it names by the
      // time. Ours is named by what is in it: it is the one that runs, and stays.
      'before:aws:deploy:finalize:cleanup': () => {
        const { provider } = serverless.service;
        if (provider.deploymentWithEmptyChangeSet) provider.shouldNotDeploy = true;
      },
    };
  }
}

async function bundleInto(root, folder) {
  const { bundleFunctions } = await import('./bundle.ts');
  const { contentKey } = await bundleFunctions(root, folder);
  return contentKey;
}

/** osls wants every artifact to be there, also when nobody reads it: a zip of nothing is its end record alone. */
function emptyInto(folder, names) {
  mkdirSync(folder, { recursive: true });
  const endRecord = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]);
  for (const name of names) writeFileSync(path.join(folder, `${name}.zip`), endRecord);
  return 'template-only';
}

module.exports = Artifacts;
