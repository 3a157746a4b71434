import { execFile } from 'node:child_process';
import path from 'node:path';
import { templateInto } from '../../infra/package/package.ts';
import { ensureConsole } from '../console/build.ts';
import { checkSizes } from '../console/sizes.ts';
import { checkOpenApi } from '../openapi/drift.ts';
import { checkMachines } from './asl-lint.ts';
import { unlessUnchanged } from './cached-check.ts';
import { readTemplate } from './cfn-template.ts';
import { checkDeployment } from './deployment.ts';
import { type Finding, printFindings } from './finding.ts';
import { checkRights } from './iam.ts';
import { checkImportGraph, readFolders } from './import-graph.ts';
import { listFiles } from './list-files.ts';
import { checkLockfile } from './lockfile.ts';
import { checkNameSets } from './name-sets.ts';
import { checkPreviousSteps } from './previous-steps.ts';
import { checkTemplate } from './template.ts';

/** `npm run check`: every check, all of them also when one fails; each says what, where, and what to do. */
const root = path.resolve(import.meta.dirname, '../..');
const BIN = path.join(root, 'node_modules/.bin');
const MAX_OUTPUT = 64 * 1024 * 1024;
const folders = await readFolders(root);

interface Check {
  name: string;
  run(): Promise<boolean>;
}

const checks: readonly Check[] = [
  tool('format and lint', ['biome', 'check', '--error-on-warnings', '.'], 'npm run format corrects most of it'),
  tool(
    'promises and types of values',
    ['oxlint', '--type-aware', '--deny-warnings'],
    'await, return or handle what is named',
  ),
  tool('types', ['tsc', '-p', '.'], 'correct the type that is named'),
  tool('types of the console', ['tsc', '-p', 'console'], 'correct the type that is named'),
  own('lock file', async () => await checkLockfile(root)),
  own('import directions', async () => await checkImportGraph(root, folders)),
  own('state machines', async () => await checkMachines(root)),
  own('names of states, files and steps', async () => await checkNameSets(root)),
  own('steps of the previous landing', async () => await checkPreviousSteps(root)),
  own('OpenAPI drift', async () => await checkOpenApi(root)),
  tool('OpenAPI rules', ['redocly', 'lint'], 'correct the contract that is named; redocly.yaml has the rules'),
  own('sizes of the console', async () => checkSizes(await ensureConsole(root))),
  own('template', async () => {
    const written = listFiles(root, ['infra', 'state-machines'], ['.yml', '.cjs']);
    const code = listFiles(root, ['tools/check', 'infra/package'], ['.ts']);
    const steps = listFiles(root, ['functions'], ['.ts']);
    const inputs = [...written, ...code, ...steps, 'serverless.yml', 'package-lock.json', 'docs/operations.md'];
    return await unlessUnchanged(root, 'template', inputs, async () => {
      const template = await readTemplate(await templateInto(root, path.join(root, '.build/check')));
      return [
        ...checkTemplate(template),
        ...(await checkRights(template, root)),
        ...(await checkDeployment(template, root)),
      ];
    });
  }),
  tool('what nobody uses', ['knip', '--no-progress'], 'remove it, or name the entry in knip.json'),
];

const failed: string[] = [];
for (const { name, run } of checks) {
  const started = performance.now();
  const passed = await run();
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (!passed) failed.push(name);
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

function own(name: string, find: () => Promise<Finding[]>): Check {
  return {
    name,
    async run() {
      const findings = await find();
      printFindings(findings);
      return findings.length === 0;
    },
  };
}

/** A command of node_modules/.bin; its output is shown when it fails. */
function tool(name: string, [command = '', ...given]: readonly string[], remedy: string): Check {
  return {
    name,
    run: () =>
      new Promise((resolve) => {
        execFile(path.join(BIN, command), given, { cwd: root, maxBuffer: MAX_OUTPUT }, (failure, stdout, stderr) => {
          if (failure) console.error(`${stdout}${stderr || failure.message}`.trimEnd(), `\n    → ${remedy}`);
          resolve(!failure);
        });
      }),
  };
}
