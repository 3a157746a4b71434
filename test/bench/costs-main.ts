import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { templateInto } from '../../infra/package/package.ts';
import { readTemplate } from '../../tools/check/cfn-template.ts';
import { readCosts, renderCosts } from './costs.ts';
import { countStack } from './stack-counts.ts';
import { countBackups } from './transitions.ts';

/** `npm run costs`: counts and writes docs/costs.md; with `--keep-backups` only the stack is counted anew. */
const root = path.resolve(import.meta.dirname, '../..');
const file = path.join(root, 'docs/costs.md');
const { values } = parseArgs({
  options: { 'keep-backups': { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  console.log(
    'npm run costs [-- --keep-backups]   counts, and writes docs/costs.md; some two minutes, without backups seconds',
  );
  process.exit(0);
}

const backups = values['keep-backups']
  ? readCosts(await readFile(file, 'utf8')).backups
  : await countBackups([1, 10, 100, 1000]);
const stack = countStack(await readTemplate(await templateInto(root, path.join(root, '.build/costs'))));
await writeFile(file, renderCosts({ backups, stack }));
console.log(`docs/costs.md: ${backups.length} backups, alarms on ${stack.alarmMetrics} metrics`);
process.exit(0);
