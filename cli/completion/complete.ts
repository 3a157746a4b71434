import type { Command, Option } from 'commander';
import { WRITERS } from '../api/writers.ts';
import { KINDS } from '../kinds/kinds.ts';
import type { Shell } from '../shell.ts';
import { type Completion, namesFor } from './names.ts';

/** What may stand in place of the last word. */
export async function completionsOf(shell: Shell, program: Command, words: readonly string[]): Promise<Completion[]> {
  const last = words.at(-1) ?? '';
  const { command, positional, awaits } = walk(program, words.slice(0, -1));
  const [, flag, value] = /^(--[^=]+)=(.*)$/.exec(last) ?? [];
  const named = flag ? optionsOf(program, command).find(({ long }) => long === flag) : awaits;
  if (named) {
    const found = startingWith(value ?? last, await valuesOf(shell, words, named));
    return flag ? found.map((one) => ({ ...one, word: `${flag}=${one.word}` })) : found;
  }
  if (last.startsWith('-')) return startingWith(last, optionWords(program, command));
  const commands = commandWords(command);
  return startingWith(last, commands.length > 0 ? commands : await argumentsOf(shell, command, positional));
}

interface Place {
  command: Command;
  /** What came after the command and is no option. */
  positional: string[];
  /** The option that the last word is a value of. */
  awaits?: Option;
}

/** Where in the tree the words lead. */
function walk(program: Command, words: readonly string[]): Place {
  let command = program;
  const positional: string[] = [];
  let awaits: Option | undefined;
  for (const word of words) {
    if (awaits) {
      awaits = undefined;
      continue;
    }
    if (word.startsWith('-')) {
      const option = optionsOf(program, command).find(({ long, short }) => long === word || short === word);
      awaits = option && (option.required || option.optional) ? option : undefined;
      continue;
    }
    const next =
      positional.length === 0
        ? command.commands.find((one) => [one.name(), ...one.aliases()].includes(word))
        : undefined;
    if (next) command = next;
    else positional.push(word);
  }
  return { command, positional, ...(awaits ? { awaits } : {}) };
}

function optionsOf(program: Command, command: Command): Option[] {
  return command === program ? [...program.options] : [...command.options, ...program.options];
}

function optionWords(program: Command, command: Command): Completion[] {
  const own = optionsOf(program, command).filter(({ hidden }) => !hidden);
  const words = own.map(({ long, short, description }) => ({ word: long ?? short ?? '', description }));
  return [...words, { word: '--help', description: 'what it takes' }];
}

function commandWords(command: Command): Completion[] {
  const shown = command.commands.filter((one) => !one.name().startsWith('__'));
  return shown.map((one) => ({ word: one.name(), description: one.description() }));
}

/** Of the first argument that is a kind: kinds; of what is named after it: names. */
async function argumentsOf(shell: Shell, command: Command, positional: readonly string[]): Promise<Completion[]> {
  const [first] = command.registeredArguments;
  if (first?.name() === 'kind' && positional.length === 0) {
    return kindsFor(command).map(({ plural, singular }) => ({
      word: command.name() === 'get' ? plural : singular,
      description: '',
    }));
  }
  if (first?.argChoices)
    return positional.length > 0 ? [] : first.argChoices.map((word) => ({ word, description: '' }));
  const word = first?.name() === 'kind' ? (positional[0] ?? '') : (kindOfParent(command) ?? 'operation');
  return await namesFor(shell, word, command.name());
}

function kindsFor(command: Command) {
  if (command.name() === 'describe') return KINDS.filter(({ read }) => read);
  if (command.name() === 'get') return KINDS;
  const deleted = command.name() === 'delete' ? ['backup'] : [];
  return KINDS.filter(({ singular }) => singular in WRITERS || deleted.includes(singular));
}

/** `backup describe …` is of backups, whatever the shell calls the program. */
function kindOfParent(command: Command): string | undefined {
  const { parent } = command;
  if (['run', 'suspend', 'resume'].includes(command.name())) return 'schedule';
  if (['hold', 'release'].includes(command.name())) return 'backup';
  if (command.name() === 'undo') return 'restore';
  const name = parent?.parent ? parent.name() : undefined;
  return name && name !== 'create' ? name : undefined;
}

/** Options that name a thing are completed by its names. */
const KIND_OF_OPTION: Readonly<Record<string, string>> = {
  '--cluster': 'cluster',
  '--to': 'cluster',
  '--valid-for': 'cluster',
  '--gateway-cluster': 'cluster',
  '--location': 'location',
  '--policy': 'policy',
  '--schedule': 'schedule',
  '--pre-rule': 'rule',
  '--post-rule': 'rule',
  '--from': 'backup',
  '--like': 'backup',
  '--namespace': 'namespace',
  '--exclude-namespace': 'namespace',
  '--context': 'context',
};

async function valuesOf(shell: Shell, words: readonly string[], option: Option): Promise<Completion[]> {
  if (option.argChoices) return option.argChoices.map((word) => ({ word, description: '' }));
  const kind = KIND_OF_OPTION[option.long ?? ''];
  return kind ? await namesFor(shell, kind, option.long ?? '', words) : [];
}

function startingWith(beginning: string, all: readonly Completion[]): Completion[] {
  return all.filter(({ word }) => word.startsWith(beginning));
}
