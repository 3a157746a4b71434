import { Argument, Command } from 'commander';
import { completionsOf } from '../completion/complete.ts';
import { SCRIPTS, type ShellName } from '../completion/scripts.ts';
import type { Shell } from '../shell.ts';

export function completionCommand(shell: Shell): Command {
  return new Command('completion')
    .description('Print what completes commands, options and names in a shell')
    .addArgument(new Argument('<shell>', 'which').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', HOW)
    .action((name: ShellName) => shell.out(SCRIPTS[name]));
}

const HOW = `
Examples:
  bash: source <(snapferry completion bash)
  zsh:  source <(snapferry completion zsh)
  fish: snapferry completion fish | source`;

/** What the scripts call with the words so far, the last of them unfinished; one answer a line. */
export function completeCommand(shell: Shell, program: Command): Command {
  return new Command('__complete')
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: string[]) => {
      const found = await completionsOf(shell, program, words);
      shell.out(found.map(({ word, description }) => `${word}\t${description}\n`).join(''));
    });
}
