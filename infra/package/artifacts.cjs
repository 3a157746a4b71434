const path = require('node:path');

/**
 * Gives each function the zip that bundle.ts makes of its handler, and the deployment's folder in the bucket a name that
 * is the hash of all zips: osls would name it after the time, and no two packages would be the same.
 */
class Artifacts {
  constructor(serverless) {
    this.hooks = {
      'before:package:cleanup': async () => {
        const { bundleFunctions } = await import('./bundle.ts');
        const { service } = serverless;
        const root = serverless.serviceDir;
        const { contentKey, zips } = await bundleFunctions(root, path.join(root, '.build/zips'));
        const stage = serverless.getProvider('aws').getStage();
        service.package.artifactDirectoryName = `serverless/${service.service}/${stage}/${contentKey}`;
        for (const { name, file } of zips) service.functions[name].package = { artifact: path.relative(root, file) };
      },
    };
  }
}

module.exports = Artifacts;
