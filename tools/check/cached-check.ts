import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from './finding.ts';

/** Runs a slow check only when one of its inputs changed since it last found nothing; kept in .build, so CI runs it. */
export async function unlessUnchanged(
  root: string,
  name: string,
  inputs: readonly string[],
  find: () => Promise<Finding[]>,
): Promise<Finding[]> {
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(`${file}\0`).update(await readFile(path.join(root, file)));
  const digest = hash.digest('hex');
  const kept = path.join(root, '.build', `${name}.green`);
  if ((await readFile(kept, 'utf8').catch(() => '')) === digest) return [];
  const findings = await find();
  if (findings.length > 0) return findings;
  await mkdir(path.dirname(kept), { recursive: true });
  await writeFile(kept, digest);
  return [];
}
