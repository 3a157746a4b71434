import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../cli/api/problems.ts';
import { run } from '../../../cli/run.ts';
import { ApiProblem } from '../../../client/client.ts';
import { createFakeShell, json } from '../../support/cli/fake-shell.ts';

const problem = (status: number, more: object = {}) =>
  new ApiProblem(status, {
    title: 'Refused',
    detail: 'it is refused',
    code: 'request.invalid',
    remedy: 'Do otherwise.',
    ...more,
  });

describe('a refusal', () => {
  it('names the flag that a field was given by, the longest that fits', () => {
    const errors = [
      { pointer: '/selection/exclude/volumes/0/name', message: 'it is missing' },
      { pointer: '/selection/namespaces/1', message: 'a name' },
      { pointer: '/labels/a~1b', message: 'too long' },
      { pointer: '/other', message: 'unknown' },
      { parameter: 'limit', message: 'at most 200' },
    ];
    const flags = {
      '/selection': '--namespace',
      '/selection/exclude/volumes': '--exclude-volume',
      '/labels': '--label',
    };

    expect(refusalOf(problem(400, { errors }), flags).more).toEqual([
      '  --exclude-volume (selection.exclude.volumes[0].name): it is missing',
      '  --namespace (selection.namespaces[1]): a name',
      '  --label (labels.a/b): too long',
      '  other: unknown',
      '  --limit: at most 200',
      'Do otherwise.',
    ]);
  });

  it.each([
    [400, 1],
    [401, 4],
    [403, 4],
    [404, 3],
    [409, 1],
    [500, 1],
    [503, 1],
  ])('with status %s ends the process with %s', (status, code) => {
    expect(refusalOf(problem(status)).code).toBe(code);
  });

  it('of the gateway, which has a message alone, is told all the same', () => {
    expect(refusalOf(new ApiProblem(413, { message: 'Request Too Long' })).message).toBe('Request Too Long');
  });
});

describe('whatever goes wrong', () => {
  it('is a sentence, with no stack and no token', async () => {
    const { shell, said } = createFakeShell(() => {
      throw new TypeError('boom');
    });

    expect(await run(shell, ['get', 'backups'], '1')).toBe(1);
    expect(said.err).toMatch(/^snapferry: nothing answers at https:\/\/api\.example: boom\n/);
    expect(said.err).not.toMatch(/ {4}at |secret-token/);
  });

  it.each([
    [['--help'], 0],
    [['backup', 'create', '--help'], 0],
    [['--version'], 0],
    [['backup'], 2],
    [['backp'], 2],
    [['get'], 2],
    [['get', 'backups', '-o', 'table'], 2],
    [['get', 'backups', '--limit', 'many'], 2],
    [['backup', 'hold', 'bk-a'], 2],
    [['wait', 'bk-a', '--timeout', 'soon'], 2],
  ])('of wrong use ends with 2, and help with 0: %j', async (words, code) => {
    expect(await run(createFakeShell().shell, words, '1')).toBe(code);
  });
});

describe('an id', () => {
  const items = [
    { id: 'bk-aaaa', name: 'one' },
    { id: 'bk-aabb', name: 'two' },
    { id: 'bk-cccc', name: 'two' },
  ];
  const found = async (word: string) => {
    const asked: string[] = [];
    const { shell, said } = createFakeShell((request) => {
      const { pathname, searchParams } = new URL(request.url);
      asked.push(pathname);
      const search = searchParams.get('search');
      if (search !== null) return json({ items: items.filter(({ id, name }) => `${id} ${name}`.includes(search)) });
      return json({ ...items[0], kind: 'backup', phase: 'Pending', bytes: 0, warnings: [] });
    });
    const code = await run(shell, ['backup', 'cancel', word], '1');
    return { code, asked: asked.at(-1), err: said.err };
  };

  it.each([
    ['bk-aaa', '/v1/operations/bk-aaaa/cancel'],
    ['backup/bk-c', '/v1/operations/bk-cccc/cancel'],
    ['one', '/v1/operations/bk-aaaa/cancel'],
  ])('is found by %s', async (word, path) => {
    expect(await found(word)).toMatchObject({ code: 0, asked: path });
  });

  it('that two begin with, or a name that two have, is not guessed', async () => {
    expect(await found('bk-aa')).toMatchObject({ code: 2, err: expect.stringContaining('bk-aabb  two') });
    expect(await found('two')).toMatchObject({ code: 2, err: expect.stringContaining('two is not one backup alone') });
  });

  it('that nothing begins with is not found', async () => {
    expect(await found('bk-x')).toMatchObject({ code: 3 });
    expect(await found('wo')).toMatchObject({ code: 3, err: 'snapferry: there is no backup wo\n' });
  });
});

describe('a token', () => {
  it.each([
    ['of several lines', { SNAPFERRY_TOKEN: 'eyJa\neyJb' }, 4],
    ['for an API that is reached in the clear', { SNAPFERRY_API: 'http://api.example', SNAPFERRY_TOKEN: 'eyJa' }, 2],
    ['for what is no address', { SNAPFERRY_API: 'api.example', SNAPFERRY_TOKEN: 'eyJa' }, 2],
    ['without an API', { SNAPFERRY_API: '', SNAPFERRY_TOKEN: 'eyJa' }, 4],
  ])('%s is not sent, and not shown', async (_, env, code) => {
    let sent = 0;
    const { shell, said } = createFakeShell(() => {
      sent++;
      return json({ items: [] });
    });

    expect(await run({ ...shell, env: { ...shell.env, ...env } }, ['get', 'backups'], '1')).toBe(code);
    expect({ sent, shown: /eyJ/.test(said.err) }).toEqual({ sent: 0, shown: false });
  });
});

describe('a list of records', () => {
  it('is of one namespace, where two would be half a list', async () => {
    expect(await run(createFakeShell().shell, ['get', 'backups', '-n', 'shop,cart'], '1')).toBe(2);
  });
});
