import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printFindings } from '../check/finding.ts';
import { checkOpenApi, DOCUMENT, renderText } from './drift.ts';

/** `npm run openapi` writes docs/api/openapi.json; `npm run openapi:check` says whether it is what the schemas say. */
const root = path.resolve(import.meta.dirname, '../..');

if (process.argv.includes('--check')) {
  const findings = await checkOpenApi(root);
  printFindings(findings);
  if (findings.length > 0) process.exitCode = 1;
} else {
  const file = path.join(root, DOCUMENT);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, renderText());
}
