import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { answered, type Schemas } from '../../client/client.ts';
import { naming } from '../api/problems.ts';
import { wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import { type Format, printDocument } from '../output/documents.ts';
import { readBody, readText } from '../requests/files.ts';
import { openSession } from '../session.ts';
import type { Shell } from '../shell.ts';
import { asDocument, create, fromFile, printThing } from './created.ts';
import { addWait, started, type WaitOptions } from './started.ts';

interface Options {
  file?: string;
  endpoint?: string;
  region?: string;
  bucket?: string;
  prefix?: string;
  pathStyle?: boolean;
  gatewayCluster?: string;
  recoveryKeyFile?: string;
  output?: Format;
}

const LOCATION_FLAGS = {
  '/name': 'NAME',
  '/s3/endpoint': '--endpoint',
  '/s3/region': '--region',
  '/s3/bucket': '--bucket',
  '/s3/prefix': '--prefix',
  '/s3/credentials': 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY',
  '/gatewayCluster': '--gateway-cluster',
  '/recoveryKey': '--recovery-key-file',
};

/** Keys come from the environment or a file: a command line can be read by everyone on the machine. */
export function createLocationCommand(shell: Shell): Command {
  const command = new Command('create')
    .description('Name a bucket for copies; its keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
    .argument('[name]', 'what it is called')
    .addOption(fromFile('all of it'))
    .option('--endpoint <url>', 'of the S3 server')
    .option('--region <region>', 'of the bucket')
    .option('--bucket <name>', 'the bucket')
    .option('--prefix <prefix>', 'what all keys begin with')
    .option('--path-style', 'the bucket stands in the path of its addresses')
    .option('--gateway-cluster <name>', 'which works here for clusters that are gone')
    .option('--recovery-key-file <file>', 'with a recovery key that is there already; - is stdin')
    .addOption(asDocument());
  return command.action(async (name: string | undefined, options: Options) => {
    const session = openSession(shell, command);
    const body = options.file ? { ...readBody(shell, options.file), ...given({ name }) } : bodyOf(shell, name, options);
    const made = await create<Schemas['NewLocation']>(session, 'location', body, LOCATION_FLAGS, options.output);
    if (!made.recoveryKey) return;
    // data, as what follows it on stderr is not: it is there this once
    if (options.output === undefined) shell.out(`recovery key: ${made.recoveryKey}\n`);
    shell.err(
      `keep the recovery key elsewhere: with it and the bucket, plain kopia reads the data; then say so: snapferry location recovery-key ${made.name} --acknowledge\n`,
    );
  });
}

function bodyOf({ env, ...shell }: Shell, name: string | undefined, options: Options): object {
  if (!name) throw wrongUse('what is it called? snapferry location create NAME');
  const { endpoint, region, bucket, prefix, pathStyle, gatewayCluster, recoveryKeyFile: file } = options;
  if (!endpoint || !bucket) throw wrongUse('where? --endpoint URL --bucket NAME');
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId || !secretAccessKey) throw wrongUse('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
  const credentials = { accessKeyId, secretAccessKey, ...given({ sessionToken: sessionToken || undefined }) };
  const recoveryKey = file === undefined ? undefined : readText({ env, ...shell }, file).trim();
  return {
    name,
    type: 's3',
    s3: { endpoint, bucket, credentials, ...given({ region, prefix, pathStyle }) },
    ...given({ gatewayCluster, recoveryKey }),
  };
}

export function validateLocationCommand(shell: Shell): Command {
  const command = new Command('validate')
    .description('Look at a location from the control plane and from a cluster')
    .argument('<name>', 'of a location')
    .addOption(new Option('-c, --cluster <name>', 'from this cluster').makeOptionMandatory());
  return addWait(command).action(async (name: string, options: WaitOptions & { cluster: string }) => {
    const session = openSession(shell, command);
    const params = { path: { name }, header: { 'Idempotency-Key': randomUUID() } };
    const body = { cluster: options.cluster };
    const asked = answered(session.api.POST('/v1/locations/{name}/validate', { params, body }));
    await started(session, await naming({ '/cluster': '--cluster' }, asked), options);
  });
}

export function maintainCommand(shell: Shell): Command {
  const command = new Command('maintain')
    .description('Maintain the repositories of a location that are due, and remove what nothing keeps')
    .argument('<name>', 'of a location')
    .option('--full', 'every repository, due or not')
    .option('--accept-repositories', 'another repository than was made counts from now on');
  return addWait(command).action(
    async (name: string, options: WaitOptions & { full?: boolean; acceptRepositories?: boolean }) => {
      const session = openSession(shell, command);
      const params = { path: { name }, header: { 'Idempotency-Key': randomUUID() } };
      const body = given({ full: options.full, acceptRepositories: options.acceptRepositories });
      const asked = answered(session.api.POST('/v1/locations/{name}/maintain', { params, body }));
      await started(session, await naming({}, asked), options);
    },
  );
}

export function recoveryKeyCommand(shell: Shell): Command {
  const command = new Command('recovery-key')
    .description('Print the recovery key of a location; each reading is on record')
    .argument('<name>', 'of a location')
    .option('--acknowledge', 'say that the key is kept elsewhere, in place of printing it')
    .addOption(asDocument());
  return command.action(async (name: string, { acknowledge, output }: { acknowledge?: boolean; output?: Format }) => {
    const { api } = openSession(shell, command);
    const params = { path: { name } };
    if (acknowledge) {
      const asked = api.POST('/v1/locations/{name}/recovery-key', { params, body: { acknowledged: true } });
      return printThing(
        shell,
        await answered(asked),
        `location/${name}`,
        'has its recovery key kept elsewhere',
        output,
      );
    }
    const found = await answered(api.GET('/v1/locations/{name}/recovery-key', { params }));
    if (output === 'json' || output === 'yaml') shell.out(printDocument(found, output));
    else shell.out(`${found.recoveryKey ?? ''}\n`);
  });
}
