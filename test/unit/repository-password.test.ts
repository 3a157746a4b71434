import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyCheckOf, renderRecoveryKey, repositoryPassword } from '../../functions/domain/location/keys.ts';

const KEY = renderRecoveryKey(new Uint8Array(32).fill(9));
const RING = { recoveryKey: KEY, locationUid: 'l1' };
const CLUSTER = '0f8fad5b-d9cb-469f-a165-70867728950e';
const REPOSITORY = ['--cluster-id', CLUSTER, '--namespace', 'shop'];

describe('repository:password', () => {
  it('prints the password of a key from standard input', () => {
    const run = command([...REPOSITORY, '--recovery-key-file', '-', '--location-uid', 'l1'], `${KEY}\n`);

    expect(run.stdout).toBe(`${repositoryPassword(RING, CLUSTER, 'shop')}\n`);
  });

  it('takes the uid from snapferry.json and says when the key is not its key', () => {
    const marker = markerFile();
    const own = command([...REPOSITORY, '--recovery-key-file', '-', '--snapferry-json', marker], KEY);
    const other = renderRecoveryKey(new Uint8Array(32));
    const foreign = command([...REPOSITORY, '--recovery-key-file', '-', '--snapferry-json', marker], other);

    expect(own.stdout).toBe(`${repositoryPassword(RING, CLUSTER, 'shop')}\n`);
    expect(foreign.status).toBe(1);
    expect(foreign.stderr).toContain('the recovery key is not that of');
    expect(foreign.stderr).not.toContain(other);
  });

  it('says in one sentence what is missing', () => {
    const run = command(['--recovery-key-file', '-', '--location-uid', 'l1', '--namespace', 'shop'], KEY);

    expect(run.status).toBe(1);
    expect(run.stderr).toBe('--cluster-id is missing\n--help says how to call it\n');
  });

  it.each([
    ['--cluster-id', 'nope', '--cluster-id is a uid of 36 characters, and not nope'],
    ['--namespace', 'SHOP', '--namespace is the name of a namespace, and not SHOP'],
  ])('prints no password for %s %s, which is the folder of no repository', (option, value, said) => {
    const run = command([...REPOSITORY, option, value, '--recovery-key-file', '-', '--location-uid', 'l1'], KEY);

    expect([run.status, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toContain(said);
  });
});

function markerFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sf-marker-')), 'snapferry.json');
  writeFileSync(
    file,
    JSON.stringify({ format: 1, locationUid: 'l1', installationId: 'a', keyCheck: keyCheckOf(RING) }),
  );
  return file;
}

function command(args: string[], input: string) {
  const script = new URL('../../tools/cli/repository-password.ts', import.meta.url).pathname;
  return spawnSync(process.execPath, [script, ...args], { input, encoding: 'utf8' });
}
