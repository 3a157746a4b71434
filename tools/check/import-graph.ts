import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import type { Finding } from './finding.ts';

/**
 * Checks the import directions of `.dependency-cruiser.cjs` below a root.
 *
 * A graph that saw nothing is a finding too: without @swc/core dependency-cruiser skips every TypeScript 7 file
 * and reports no violation.
 */
export async function checkImportGraph(root: string, folders: readonly string[]): Promise<Finding[]> {
  const { options, ...ruleSet } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as IConfiguration;
  const { output } = await cruise([...folders], {
    ...options,
    ruleSet,
    validate: true,
    baseDir: root,
    outputType: 'json',
  });
  const result = JSON.parse(output as string) as ICruiseResult;
  const seen = result.modules.filter(
    (module) => /[.]tsx?$/.test(module.source) && !module.source.includes('node_modules'),
  );
  const edges = seen.reduce((sum, module) => sum + module.dependencies.length, 0);
  if (seen.length === 0 || edges === 0) return [nothingSeen(seen.length)];

  const comments = new Map((ruleSet.forbidden ?? []).map((rule) => [rule.name, rule.comment ?? '']));
  return result.summary.violations.map((violation) => ({
    where: violation.from,
    what: `${violation.rule.name}: imports ${violation.cycle?.map(({ name }) => name).join(' → ') ?? violation.to}`,
    remedy: comments.get(violation.rule.name) ?? '',
  }));
}

/** TypeScript files of a graph, for whoever wants to know that the graph is not empty. */
export async function readFolders(root: string): Promise<string[]> {
  const { include } = JSON.parse(await readFile(path.join(root, 'tsconfig.json'), 'utf8')) as { include: string[] };
  return [...include.filter((entry) => !entry.includes('*')), 'console'];
}

function nothingSeen(modules: number): Finding {
  return {
    where: '.dependency-cruiser.cjs',
    what: `the import graph has ${modules} TypeScript modules and no import between them`,
    remedy: 'Install @swc/core (npm ci): without it dependency-cruiser cannot read TypeScript 7.',
  };
}
