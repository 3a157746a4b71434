import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../check/finding.ts';
import { renderDocument } from './document.ts';

export const DOCUMENT = 'docs/api/openapi.json';

export function renderText(): string {
  return `${JSON.stringify(renderDocument(), undefined, 2)}\n`;
}

export async function checkOpenApi(root: string): Promise<Finding[]> {
  // A file that is not there has drifted too.
  const kept = await readFile(path.join(root, DOCUMENT), 'utf8').catch(() => '');
  if (kept === renderText()) return [];
  return [{ where: DOCUMENT, what: 'is not what the schemas say', remedy: 'Run npm run openapi and commit the file.' }];
}
