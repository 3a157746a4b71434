import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseMachine } from '../../infra/read-machines.ts';
import type { Machine } from './asl-rules.ts';
import type { Finding } from './finding.ts';
import { listFiles } from './list-files.ts';
import { camelCase, readDispatchKeys } from './name-sets.ts';

const PREVIOUS = 'test/fixtures/previous/state-machines';

/**
 * Executions outlive a deployment: every step that the previous landing's machines send is still dispatched, by the
 * function that they send it to; and what is kept for them alone goes with them.
 */
export async function checkPreviousSteps(root: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const files = listFiles(root, [PREVIOUS], ['.asl.yml']);
  if (files.length === 0) findings.push({ where: PREVIOUS, what: 'no machine', remedy: 'Run npm run previous.' });
  for (const file of files) {
    const { States: states } = parseMachine(await readFile(path.join(root, file), 'utf8')) as Machine;
    const stepsFile = `functions/${path.basename(file, '.asl.yml')}/steps.ts`;
    const read = async (of: 'now' | 'previous') =>
      await readDispatchKeys(path.join(root, stepsFile), of).catch(() => new Map<string, string>());
    const kept = await read('previous');
    const dispatched = new Map([...(await read('now')), ...kept]);
    const sent = new Set<string>();
    for (const [name, { Type: type, Parameters: parameters }] of Object.entries(states)) {
      if (type !== 'Task') continue;
      const step = parameters?.Payload?.step ?? camelCase(name);
      sent.add(step);
      const called = `\${${dispatched.get(step)}Arn}`.toLowerCase();
      if (parameters?.FunctionName?.toLowerCase() === called) continue;
      const what = `${name} sends ${step} to ${parameters?.FunctionName}, and ${stepsFile} has no such step there`;
      findings.push({ where: file, what, remedy: 'Keep it for one more landing: executions of then still run.' });
    }
    for (const step of kept.keys()) {
      if (sent.has(step)) continue;
      findings.push({ where: stepsFile, what: `keeps ${step}, which no previous machine sends`, remedy: 'Remove it.' });
    }
  }
  return findings;
}
