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
        const folder = path.join(root, '.build/zips');
        const templateOnly = process.env.SNAPFERRY_TEMPLATE_ONLY === 'true';
        const contentKey = templateOnly ? 'template-only' : await bundleInto(root, folder);
        const stage = serverless.getProvider('aws').getStage();
        service.package.artifactDirectoryName = `serverless/${service.service}/${stage}/${contentKey}`;
        for (const [name, of] of Object.entries(service.functions)) {
          of.package = { artifact: path.relative(root, path.join(folder, `${name}.zip`)) };
        }
      },
    };
  }
}

async function bundleInto(root, folder) {
  const { bundleFunctions } = await import('./bundle.ts');
  const { contentKey } = await bundleFunctions(root, folder);
  return contentKey;
}

module.exports = Artifacts;
