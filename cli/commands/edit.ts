import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { stringify } from 'yaml';
import { naming } from '../api/problems.ts';
import { WRITERS, writerOf } from '../api/writers.ts';
import { CliError, EXIT, wrongUse } from '../exit.ts';
import { kindNamed } from '../kinds/kinds.ts';
import { readBody } from '../requests/files.ts';
import { writable } from '../requests/manifests.ts';
import { openSession } from '../session.ts';
import type { Shell } from '../shell.ts';
import { readThing } from './apply.ts';

/** `edit KIND NAME`; or, of one kind, `policy edit NAME`. */
export function editCommand(shell: Shell, fixed?: string): Command {
  const command = new Command('edit').description('Change a thing in $VISUAL or $EDITOR');
  if (!fixed) command.argument('<kind>', `one of ${Object.keys(WRITERS).join(', ')}`);
  command.argument('<name>', 'its name');
  return command.action(async (...given: unknown[]) => {
    const [kindOrName, name] = given as string[];
    const kind = fixed ?? kindNamed(String(kindOrName)).singular;
    await edit(shell, command, kind, String(fixed ? kindOrName : name));
  });
}

async function edit(shell: Shell, command: Command, kind: string, name: string): Promise<void> {
  const writer = writerOf(kind);
  const session = openSession(shell, command);
  const thing = await readThing(session, kind, name);
  if (!thing) throw new CliError(EXIT.notFound, `there is no ${kind} ${name}`);
  // suspend and resume say why, which is on record
  const { suspended: _, ...fields } = writable(kind, thing);
  const folder = mkdtempSync(join(tmpdir(), 'snapferry-edit-'));
  const file = join(folder, `${name}.yaml`);
  const before = stringify(fields, { lineWidth: 0 });
  writeFileSync(file, before, { mode: 0o600 });
  openEditor(shell, file);
  if (readFileSync(file, 'utf8') === before) {
    rmSync(folder, { recursive: true });
    return shell.err(`${kind}/${name} is left as it is\n`);
  }
  try {
    await naming({}, writer.update(session.api, name, readBody(shell, file), `"${thing.generation}"`));
  } catch (error) {
    // what was typed is not lost
    shell.err(`what was edited is kept in ${file}\n`);
    throw error;
  }
  rmSync(folder, { recursive: true });
  shell.out(`${kind}/${name} edited\n`);
}

function openEditor({ env }: Shell, file: string): void {
  const editor = env.VISUAL || env.EDITOR || 'vi';
  // as git does: an editor may come with flags
  const { status, error } = spawnSync('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
  if (error || status !== 0)
    throw wrongUse(`the editor ${editor} has failed: ${error?.message ?? `it ended with ${status}`}`);
}
