import { Command } from 'commander';
import { answered } from '../../client/client.ts';
import { CliError, EXIT, wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import type { Format } from '../output/documents.ts';
import { say } from '../output/plain.ts';
import { readBody, readText } from '../requests/files.ts';
import { openSession } from '../session.ts';
import type { Shell } from '../shell.ts';
import { asDocument, create, fromFile, printThing } from './created.ts';

interface Options {
  file?: string;
  kubeconfig?: string;
  restoreKubeconfig?: string;
  inNamespace?: string;
  adopt?: boolean;
  output?: Format;
}

const CLUSTER_FLAGS = {
  '/name': 'NAME',
  '/access': '--kubeconfig',
  '/restoreAccess': '--restore-kubeconfig',
  '/namespace': '--in-namespace',
};

export function registerCommand(shell: Shell): Command {
  const command = new Command('register')
    .alias('create')
    .description('Register a cluster; it is reached at once')
    .argument('[name]', 'what it is called')
    .addOption(fromFile('what npm run cluster:credentials prints'))
    .option('--kubeconfig <file>', 'with the backup identity; - is stdin')
    .option('--restore-kubeconfig <file>', 'with the restore identity; without, nothing is restored there')
    .option('--in-namespace <name>', 'where Snapferry works there')
    .option('--adopt', 'take over what a removed cluster of the same identity has left, though its CA is another')
    .addOption(asDocument());
  return command.action(async (name: string | undefined, options: Options) => {
    const session = openSession(shell, command);
    await create(session, 'cluster', bodyOf(shell, name, options), CLUSTER_FLAGS, options.output);
  });
}

function bodyOf(shell: Shell, name: string | undefined, options: Options): object {
  const { file, kubeconfig, restoreKubeconfig, inNamespace, adopt } = options;
  const more = given({ name, namespace: inNamespace, adopt });
  if (file) return { ...readBody(shell, file), ...more };
  if (!name) throw wrongUse('what is it called? snapferry cluster register NAME');
  if (!kubeconfig) throw wrongUse('how is it reached? --kubeconfig FILE, or -f FILE');
  const accessBy = (from: string) => ({ kind: 'kubeconfig', kubeconfig: readText(shell, from) });
  return {
    ...more,
    access: accessBy(kubeconfig),
    ...given({ restoreAccess: restoreKubeconfig ? accessBy(restoreKubeconfig) : undefined }),
  };
}

export function validateClusterCommand(shell: Shell): Command {
  const command = new Command('validate')
    .description('Look at a cluster and its permissions again; ends with 1 where it is not valid')
    .argument('<name>', 'of a cluster')
    .addOption(asDocument());
  return command.action(async (name: string, { output }: { output?: Format }) => {
    const { api } = openSession(shell, command);
    const cluster = await answered(api.POST('/v1/clusters/{name}/validate', { params: { path: { name } }, body: {} }));
    const { state, reason, deniedPermissions } = cluster.status;
    printThing(shell, cluster, `cluster/${name}`, `is ${state}`, output);
    for (const denied of deniedPermissions) say(shell, `backups lack a permission: ${denied}`);
    if (state !== 'Valid')
      throw new CliError(EXIT.refused, reason ? `${reason.message} (${reason.code})` : `${name} is not valid`);
  });
}
