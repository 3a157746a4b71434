import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PAGES } from './drift.ts';

/** `npm run openapi`: writes what is made of the contracts and the faults; `npm run check` says where a file has drifted. */
const root = path.resolve(import.meta.dirname, '../..');

for (const { file, render } of PAGES) {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), await render());
}
