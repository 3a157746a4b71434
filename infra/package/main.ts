import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readTemplate } from '../../tools/check/cfn-template.ts';
import { checkDeployment } from '../../tools/check/deployment.ts';
import { printFindings } from '../../tools/check/finding.ts';
import { checkRights } from '../../tools/check/iam.ts';
import { checkTemplate } from '../../tools/check/template.ts';
import { lintTemplate } from './cfn-lint.ts';
import { packageInto } from './package.ts';

/** `npm run package`: dist/template.json and dist/zips, asserted and linted. */
const root = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({ options: { 'no-lint': { type: 'boolean', default: false } } });

const { template, zips } = await packageInto(root, path.join(root, 'dist'));
for (const zip of zips) {
  console.log(`${path.relative(root, zip).padEnd(36)} ${(statSync(zip).size / 1024).toFixed(1).padStart(8)} KiB`);
}
console.log(
  `${path.relative(root, template).padEnd(36)} ${(statSync(template).size / 1024).toFixed(1).padStart(8)} KiB`,
);

const packaged = await readTemplate(template);
const findings = [
  ...checkTemplate(packaged),
  ...(await checkRights(packaged, root)),
  ...(await checkDeployment(packaged, root)),
];
printFindings(findings);
const said = values['no-lint'] ? '' : lintTemplate(template);
if (said !== '') console.error(said);
if (findings.length > 0 || said !== '') process.exitCode = 1;
else console.log(values['no-lint'] ? 'template asserted' : 'template asserted, cfn-lint clean');
