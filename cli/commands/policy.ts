import { Command, Option } from 'commander';
import { answered, type Schemas } from '../../client/client.ts';
import { naming } from '../api/problems.ts';
import { wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import { nextRuns } from '../kinds/others.ts';
import type { Format } from '../output/documents.ts';
import { printItems } from '../output/items.ts';
import { say } from '../output/plain.ts';
import { readBody } from '../requests/files.ts';
import { POLICY_FLAGS, type PolicyFlags, policyRequestOf } from '../requests/policy.ts';
import { openSession } from '../session.ts';
import type { Shell } from '../shell.ts';
import { asDocument, create, fromFile } from './created.ts';
import { wholeNumber } from './options.ts';

interface Options extends PolicyFlags {
  file?: string;
  output?: Format;
}

export function createPolicyCommand(shell: Shell): Command {
  const command = new Command('create')
    .description('Say when to back up, and how many to keep')
    .argument('[name]', 'what it is called')
    .addOption(fromFile('all of it'))
    .addOption(entryOption())
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

/** The runs of a policy as a file or flags have it; nothing is stored. */
export function previewCommand(shell: Shell): Command {
  const command = new Command('preview')
    .description('The next runs of a policy as it would be, and what retention would delete after each')
    .addOption(fromFile('the policy'))
    .addOption(entryOption())
    .option('--time-zone <zone>', 'of all times of day: Europe/Berlin')
    .option('--schedule <name>', 'with the backups that this schedule has')
    .addOption(new Option('--limit <count>', 'so many runs').argParser(wholeNumber))
    .addOption(asDocument());
  return command.action(async (options: Options & { schedule?: string; limit?: number }) => {
    const { api } = openSession(shell, command);
    const { name: _, ...body } = bodyOf(shell, 'preview', options) as { name: string };
    const params = { query: given({ schedule: options.schedule, count: options.limit }) };
    const asked = answered(api.POST('/v1/policies/next-runs', { params, body: body as Schemas['PolicyUpdate'] }));
    const { items, warnings } = await naming(POLICY_FLAGS, asked);
    say(shell, ...warnings);
    printItems(shell, nextRuns, items, { format: options.output, headers: true, single: false });
  });
}

function entryOption(): Option {
  return new Option(
    '--entry <entry>',
    '"night: daily at 02:00, keep 7"; also every 1h, weekly SUN,WED at, monthly 1|last at, once at',
  ).argParser((value: string, before?: string[]) => [...(before ?? []), value]);
}
