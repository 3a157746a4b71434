import { Command } from 'commander';
import { contextOf } from '../context/choose.ts';
import { readConfig, readTokens, writeConfig, writeTokens } from '../context/files.ts';
import { printTable } from '../output/columns.ts';
import { printDocument } from '../output/documents.ts';
import type { Shell } from '../shell.ts';
import { output } from './options.ts';

export function contextCommands(shell: Shell): Command[] {
  return [listContexts(shell), useContext(shell), deleteContext(shell)];
}

function listContexts(shell: Shell): Command {
  return new Command('list')
    .alias('get')
    .description('List the installations that were signed in to')
    .addOption(output(['json', 'yaml', 'name']))
    .action(({ output: format }: { output?: string }) => {
      const { current, contexts } = readConfig(shell);
      const names = Object.keys(contexts);
      if (format === 'json' || format === 'yaml') {
        const items = names.map((name) => ({ name, current: name === current, ...contexts[name] }));
        return shell.out(printDocument({ items }, format));
      }
      if (format === 'name') return shell.out(names.map((name) => `${name}\n`).join(''));
      if (names.length === 0) return shell.err('no contexts\n');
      const rows = names.map((name) => {
        const { api = '', issuer = '' } = contexts[name] ?? {};
        return [name === current ? '*' : '-', name, api, issuer || '-', readTokens(shell, name) ? 'yes' : 'no'];
      });
      shell.out(printTable([['CURRENT', 'NAME', 'API', 'ISSUER', 'SIGNED IN'], ...rows]));
    });
}

function useContext(shell: Shell): Command {
  return new Command('use')
    .description('Make one the current')
    .argument('<name>', 'of context list')
    .action((name: string) => {
      const config = readConfig(shell);
      contextOf(config, name);
      writeConfig(shell, { ...config, current: name });
      shell.err(`the current context is ${name}\n`);
    });
}

function deleteContext(shell: Shell): Command {
  return new Command('delete')
    .description('Forget one, with its tokens')
    .argument('<name>', 'of context list')
    .action((name: string) => {
      const { current, contexts } = readConfig(shell);
      contextOf({ contexts }, name);
      const { [name]: _, ...others } = contexts;
      writeTokens(shell, name, undefined);
      writeConfig(shell, { ...(current && current !== name ? { current } : {}), contexts: others });
      shell.err(`${name} is forgotten\n`);
    });
}
