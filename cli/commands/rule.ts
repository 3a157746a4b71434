import { Command, Option } from 'commander';
import { wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import type { Format } from '../output/documents.ts';
import { readBody } from '../requests/files.ts';
import { parseSelector } from '../requests/selector.ts';
import { openSession } from '../session.ts';
import type { Shell } from '../shell.ts';
import { asDocument, create, fromFile } from './created.ts';

interface Options {
  file?: string;
  description?: string;
  pods?: string;
  container?: string;
  command?: string;
  undo?: string;
  background?: boolean;
  singlePod?: boolean;
  timeout?: string;
  onError?: string;
  onNoMatch?: string;
  output?: Format;
}

const RULE_FLAGS = {
  '/name': 'NAME',
  '/description': '--description',
  '/actions/0/podSelector': '--pods',
  '/actions/0/container': '--container',
  '/actions/0/command': '--command',
  '/actions/0/undo': '--undo',
  '/actions/0/timeout': '--timeout',
};

export function createRuleCommand(shell: Shell): Command {
  const command = new Command('create')
    .description('Name commands that quiesce an application, or thaw it: one by flags, several by a file')
    .argument('[name]', 'what it is called')
    .addOption(fromFile('all of it'))
    .option('--description <text>', 'what it is for')
    .option('--pods <selector>', 'in running pods with these labels')
    .option('--container <name>', 'in this container, and not the first')
    .option('--command <command>', 'what runs, by sh -c')
    .option('--undo <command>', 'what takes it back')
    .option('--background', 'it runs on while the volumes are cut')
    .option('--single-pod', 'in one of the pods')
    .option('--timeout <time>', 'how long it may take')
    .addOption(new Option('--on-error <end>', 'what a command that fails does').choices(['fail', 'continue']))
    .addOption(new Option('--on-no-match <end>', 'where no pod has the labels').choices(['fail', 'warn']))
    .addOption(asDocument());
  return command.action(async (name: string | undefined, options: Options) => {
    const session = openSession(shell, command);
    const body = options.file ? { ...readBody(shell, options.file), ...given({ name }) } : ruleRequestOf(name, options);
    await create(session, 'rule', body, RULE_FLAGS, options.output);
  });
}

export function ruleRequestOf(name: string | undefined, options: Options): object {
  const { description, pods, container, command, undo, background, singlePod, timeout, onError, onNoMatch } = options;
  if (!name) throw wrongUse('what is it called? snapferry rule create NAME');
  if (!pods || !command) throw wrongUse('what runs, and where? --pods SELECTOR --command COMMAND, or -f FILE');
  const more = given({ container, undo, background, runInSinglePod: singlePod, timeout, onError, onNoMatch });
  return { name, ...given({ description }), actions: [{ podSelector: parseSelector(pods), command, ...more }] };
}
