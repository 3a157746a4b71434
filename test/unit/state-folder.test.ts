import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordProcess } from '../../local/process-record.ts';
import { takeStateFolder } from '../../local/start/state-folder.ts';

const byName = (a: string, b: string) => (a < b ? -1 : 1);

describe('the state folder of npm start', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'snapferry-state-'));
    folder = join(parent, 'state');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  function put(path: string, text = 'mine'): void {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  it('is made for its owner alone, also where a folder was there that all could read', () => {
    mkdirSync(folder, { mode: 0o755 });

    takeStateFolder(folder).release();

    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it.each([false, true])('is refused and left whole where it holds something else, with reset %s', (reset) => {
    put('thesis.odt');
    put('stack/of-papers');

    expect(() => takeStateFolder(folder, { reset })).toThrow(/holds something that is not Snapferry's/);

    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort(byName)).toEqual([
      'stack',
      'stack/of-papers',
      'thesis.odt',
    ]);
  });

  it('loses only what the stack has put there when it is reset', () => {
    takeStateFolder(folder).release();
    put('stack/tables');
    put('simulator/objects');
    put('notes.txt');

    takeStateFolder(folder, { reset: true }).release();

    expect(existsSync(join(folder, 'stack'))).toBe(false);
    expect(existsSync(join(folder, 'simulator'))).toBe(false);
    expect(existsSync(join(folder, 'notes.txt'))).toBe(true);
  });

  it('of a release that wrote no marker is taken up, and can be reset', () => {
    put('stack/installation-id');
    takeStateFolder(folder).release();
    expect(existsSync(join(folder, 'stack/installation-id'))).toBe(true);

    takeStateFolder(folder, { reset: true }).release();

    expect(existsSync(join(folder, 'stack'))).toBe(false);
  });

  it.each(['process.json', 'stack/stack.json'])('is not reset under a stack that runs on it, by %s', (record) => {
    takeStateFolder(folder).release();
    put('stack/tables');
    recordProcess(join(folder, record), process.ppid);

    expect(() => takeStateFolder(folder, { reset: true })).toThrow(`in use by process ${process.ppid}`);

    expect(existsSync(join(folder, 'stack/tables'))).toBe(true);
  });
});
