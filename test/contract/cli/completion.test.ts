import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnsweringApi, startAnsweringApi } from '../../support/cli/answering-api.ts';
import { type Cli, createCli } from '../../support/cli/snapferry.ts';

const BACKUPS = ['bk-aaaa', 'bk-bbbb'].map((id) => ({ id, name: `of ${id}`, phase: 'Succeeded' }));

let api: AnsweringApi;
let cli: Cli;
let env: Record<string, string>;

beforeAll(async () => {
  api = await startAnsweringApi(({ path }) => {
    if (path === '/v1/backups') return { body: { items: BACKUPS } };
    if (path === '/v1/clusters') return { body: { items: [{ name: 'demo' }, { name: 'prod' }] } };
    return { status: 500, body: {} };
  });
  cli = await createCli();
  const bin = join(cli.home, 'bin');
  mkdirSync(bin);
  symlinkSync(cli.file, join(bin, 'snapferry'));
  env = {
    PATH: [bin, dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    HOME: cli.home,
    SNAPFERRY_API: api.url,
    SNAPFERRY_TOKEN: 'any',
  };
});
afterAll(() => {
  api?.stop();
  cli?.remove();
});

async function runIn(program: string, script: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(program, ['-c', script], { env });
  return stdout.split('\n').filter((line) => line !== '');
}

/** What each shell offers for a line whose end is the cursor. */
const SHELLS: Record<string, (line: string) => Promise<string[]>> = {
  bash: async (line) =>
    await runIn(
      'bash',
      `source <(snapferry completion bash); COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; _snapferry; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ),
  zsh: async (line) =>
    (
      await runIn(
        'zsh',
        `compdef() { :; }; _files() { :; }; _describe() { print -rl -- "\${(P@)3}"; }
         source <(snapferry completion zsh); line='${line}'; words=(\${=line})
         [[ $line == *' ' ]] && words+=(''); CURRENT=\${#words}; _snapferry`,
      )
    ).map((answer) => answer.split(':')[0] ?? ''),
  fish: async (line) =>
    (await runIn('fish', `snapferry completion fish | source; complete -C '${line}'`)).map(
      (answer) => answer.split('\t')[0] ?? '',
    ),
};

// bash is there wherever this is built; of the others those that this machine has
const THERE = Object.keys(SHELLS).filter((name) => name === 'bash' || existsSync(`/usr/bin/${name}`));

describe.each(THERE)('in %s', (name) => {
  // fish has an order of its own
  const offered = async (line: string) => (await SHELLS[name]?.(line))?.toSorted();

  it('commands are completed, at the top and within a kind', async () => {
    expect(await offered('snapferry comp')).toEqual(['completion']);
    expect(await offered('snapferry backup re')).toEqual(['release', 'resource-counts', 'retry']);
  });

  it('options are completed, and their values where they are known', async () => {
    expect(await offered('snapferry backup create --off')).toEqual([]);
    expect(await offered('snapferry backup create --no-off')).toEqual(['--no-offload']);
    expect(await offered('snapferry get backups -o y')).toEqual(['yaml']);
    expect(await offered('snapferry backup create -c ')).toEqual(['demo', 'prod']);
  });

  it('kinds and names are completed, names by asking the API', async () => {
    expect(await offered('snapferry get poli')).toEqual(['policies']);
    expect(await offered('snapferry describe backup bk-b')).toEqual(['bk-bbbb']);
  });

  it('nothing is said where the API does not answer', async () => {
    expect(await offered('snapferry describe policy of')).toEqual([]);
  });
});
