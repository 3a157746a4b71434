import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFiles } from '../../simulator/persistence.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sf-modes-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string) => (statSync(join(folder, path)).mode & 0o777).toString(8);

it('keys of the simulated cluster are for their owner only, in a folder that was open before, too', () => {
  createFiles(folder).write('pki/admin.json', { key: 'of the admin' });

  expect([modeOf('.'), modeOf('pki'), modeOf('pki/admin.json')]).toEqual(['700', '700', '600']);
});
