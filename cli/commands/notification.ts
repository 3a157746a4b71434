import { Command } from 'commander';
import { answered } from '../../client/client.ts';
import { CliError, EXIT, wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import { type Format, printDocument } from '../output/documents.ts';
import { readBody, readText } from '../requests/files.ts';
import { openSession } from '../session.ts';
import type { Shell } from '../shell.ts';
import { asDocument, create, fromFile } from './created.ts';
import { listed } from './options.ts';

interface Options {
  file?: string;
  webhook?: string;
  secretFile?: string;
  sns?: string;
  event?: string[];
  output?: Format;
}

const NOTIFICATION_FLAGS = {
  '/name': 'NAME',
  '/url': '--webhook',
  '/secret': '--secret-file',
  '/topicArn': '--sns',
  '/events': '--event',
};

export function createNotificationCommand(shell: Shell): Command {
  const command = new Command('create')
    .description('Name a webhook or a topic that is told how operations end')
    .argument('[name]', 'what it is called')
    .addOption(fromFile('all of it'))
    .option('--webhook <url>', 'an address that takes messages')
    .option('--secret-file <file>', 'of the webhook: what messages are signed with; - is stdin')
    .option('--sns <arn>', 'a topic')
    .option('--event <events>', 'of these events: backup.failed,backup.missed', listed)
    .addOption(asDocument());
  return command.action(async (name: string | undefined, options: Options) => {
    const session = openSession(shell, command);
    const body = options.file ? { ...readBody(shell, options.file), ...given({ name }) } : bodyOf(shell, name, options);
    await create(session, 'notification', body, NOTIFICATION_FLAGS, options.output);
  });
}

function bodyOf(shell: Shell, name: string | undefined, { webhook, secretFile, sns, event }: Options): object {
  if (!name) throw wrongUse('what is it called? snapferry notification create NAME');
  if (Boolean(webhook) === Boolean(sns)) throw wrongUse('to whom? --webhook URL --secret-file FILE, or --sns ARN');
  const more = given({ events: event });
  if (sns) return { name, kind: 'sns', topicArn: sns, ...more };
  if (!secretFile) throw wrongUse('what are messages signed with? --secret-file FILE, or - for stdin');
  return { name, kind: 'webhook', url: webhook, secret: readText(shell, secretFile).trim(), ...more };
}

export function testNotificationCommand(shell: Shell): Command {
  const command = new Command('test')
    .description('Send a test message now, once; ends with 1 where it is not taken')
    .argument('<name>', 'of a receiver')
    .addOption(asDocument());
  return command.action(async (name: string, { output }: { output?: Format }) => {
    const { api } = openSession(shell, command);
    const params = { path: { name } };
    const test = await answered(api.POST('/v1/notifications/{name}/test', { params, body: {} }));
    if (output === 'json' || output === 'yaml') shell.out(printDocument(test, output));
    else if (test.delivered)
      shell.out(`notification/${name} has taken the message${test.status ? ` (${test.status})` : ''}\n`);
    if (!test.delivered)
      throw new CliError(
        EXIT.refused,
        `${name} has not taken the message: ${test.reason ?? test.answer ?? test.status ?? 'no answer'}`,
      );
  });
}
