import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printFindings } from '../check/finding.ts';
import { checkOpenApi, PAGES } from './drift.ts';

/** `npm run openapi` writes what is made of the contracts and the faults (PAGES); `npm run openapi:check` says whether they are what the code says. */
const root = path.resolve(import.meta.dirname, '../..');

if (process.argv.includes('--check')) {
  const findings = await checkOpenApi(root);
  printFindings(findings);
  if (findings.length > 0) process.exitCode = 1;
} else {
  for (const { file, render } of PAGES) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), await render());
  }
}
