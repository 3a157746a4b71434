import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { VERSION } from '../../functions/domain/cluster/version.ts';

it('the version named to other programs is that of the package', () => {
  const file = path.resolve(import.meta.dirname, '../../package.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: VERSION });
});
