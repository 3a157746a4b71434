import { Command, Option } from 'commander';
import { wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import type { Format } from '../output/documents.ts';
import { readBody } from '../requests/files.ts';
import { POLICY_FLAGS, type PolicyFlags, policyRequestOf } from '../requests/policy.ts';
import { openSession } from '../session.ts';
import type { Shell } from '../shell.ts';
import { asDocument, create, fromFile } from './created.ts';

interface Options extends PolicyFlags {
  file?: string;
  output?: Format;
}

export function createPolicyCommand(shell: Shell): Command {
  const command = new Command('create')
    .description('Say when to back up, and how many to keep')
    .argument('[name]', 'what it is called')
    .addOption(fromFile('all of it'))
    .option(
      '--entry <entry>',
      '"night: daily at 02:00, keep 7"; also every 1h, weekly SUN,WED at, monthly 1|last at, once at',
      (value: string, before?: string[]) => [...(before ?? []), value],
    )
    .option('--time-zone <zone>', 'of all times of day: Europe/Berlin')
    .addOption(new Option('--overlap <what>', 'when the run before is not over').choices(['skip', 'queue']))
    .addOption(new Option('--missed <what>', 'after missed slots').choices(['skip', 'runOnce']))
    .addOption(asDocument());
  return command.action(async (name: string | undefined, options: Options) => {
    const session = openSession(shell, command);
    await create(session, 'policy', bodyOf(shell, name, options), POLICY_FLAGS, options.output);
  });
}

function bodyOf(shell: Shell, name: string | undefined, options: Options): object {
  if (options.file) return { ...readBody(shell, options.file), ...given({ name }) };
  if (!name) throw wrongUse('what is it called? snapferry policy create NAME');
  return policyRequestOf(name, options);
}
