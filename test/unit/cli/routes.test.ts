import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { completionsOf } from '../../../cli/completion/complete.ts';
import { KINDS } from '../../../cli/kinds/kinds.ts';
import { createProgram } from '../../../cli/program.ts';
import { createFakeShell } from '../../support/cli/fake-shell.ts';

const ROOT = join(import.meta.dirname, '../../..');
const { paths } = JSON.parse(readFileSync(join(ROOT, 'docs/api/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, unknown>>;
};

/** Each of these is the same as one of /v1/operations/{id}, which takes every id. */
const BY_OPERATION = /^\/v1\/(backups|restores)\/\{id\}\/(events|cancel|volumes)$/;

describe('the command line', () => {
  it('asks every route of the API', () => {
    const sources = readdirSync(join(ROOT, 'cli'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const code = sources.map((file) => readFileSync(join(ROOT, 'cli', file), 'utf8')).join('\n');
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()}('${path}'`),
    );
    const missing = routes.filter((route) => !code.includes(`.${route}`));

    expect(missing.filter((route) => !BY_OPERATION.test(route.split("'")[1] ?? ''))).toEqual([]);
  });

  const { shell } = createFakeShell();
  const program = createProgram(shell, '1');

  function everyCommand(command: Command, path: string[] = []): { path: string[]; command: Command }[] {
    const shown = command.commands.filter((one) => !one.name().startsWith('__'));
    return [{ path, command }, ...shown.flatMap((one) => everyCommand(one, [...path, one.name()]))];
  }

  it('completes each of its commands and each of their options', async () => {
    for (const { path, command } of everyCommand(program)) {
      const beginnings = command.commands.filter((one) => !one.name().startsWith('__')).map((one) => one.name());
      if (beginnings.length > 0) {
        const words = await completionsOf(shell, program, [...path, '']);
        expect(words.map(({ word }) => word)).toEqual(beginnings);
      }
      const options = (await completionsOf(shell, program, [...path, '-'])).map(({ word }) => word);
      for (const { long } of command.options) expect(options).toContain(long);
    }
  });

  it('has help for each of its commands, in lines of words that all begin alike', async () => {
    for (const { path, command } of everyCommand(program)) {
      expect(command.description(), path.join(' ')).toMatch(/^[A-Z].*[^.]$|^Backs up .*\.$/);
      for (const option of command.options)
        expect(option.description, `${path.join(' ')} ${option.flags}`).not.toBe('');
    }
  });

  it('has one word for one kind', () => {
    const words = KINDS.flatMap(({ singular, plural, short }) => [...new Set([singular, plural]), ...short]);

    expect(words.filter((word, n) => words.indexOf(word) !== n)).toEqual([]);
  });
});
