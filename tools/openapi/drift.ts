import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../check/finding.ts';
import { renderAllowed } from './allowed.ts';
import { renderClientTypes } from './client-types.ts';
import { renderDefinitions } from './definitions.ts';
import { renderDocument } from './document.ts';
import { renderErrorsPage } from './errors-page.ts';

/** What is written by `npm run openapi`, and by nobody else. */
export const PAGES: readonly { file: string; render: () => string | Promise<string> }[] = [
  { file: 'docs/api/openapi.json', render: () => textOf(renderDocument()) },
  { file: 'client/schema.ts', render: async () => await renderClientTypes(textOf(renderDocument())) },
  { file: 'functions/api/http/allowed.json', render: () => textOf(renderAllowed()) },
  { file: 'functions/domain/operation/definitions.json', render: () => textOf(renderDefinitions()) },
  { file: 'docs/errors.md', render: renderErrorsPage },
];

export async function checkOpenApi(root: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { file, render } of PAGES) {
    // A file that is not there has drifted too.
    const kept = await readFile(path.join(root, file), 'utf8').catch(() => '');
    if (kept === (await render())) continue;
    findings.push({
      where: file,
      what: 'is not what the code says',
      remedy: 'Run npm run openapi and commit the file.',
    });
  }
  return findings;
}

function textOf(json: unknown): string {
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
