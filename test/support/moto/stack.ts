import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureMotoPython } from '../python.ts';

/** What stack.py prints: by logical id, and each resource of a type that is asserted as its own service describes it. */
interface Stack {
  unsupported: Record<string, string>;
  absent: string[];
  outputs: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has attributes of its own
  resources: Record<string, { type: string; id: string } & Record<string, any>>;
}

const MAX_BYTES = 64 * 1024 * 1024;

/** The stack of a packaged template, created by moto. */
export async function createStack(template: string, parameters: Record<string, string>): Promise<Stack> {
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const script = join(import.meta.dirname, 'stack.py');
  const { stdout } = await promisify(execFile)(await ensureMotoPython(), [script, template, ...given], {
    maxBuffer: MAX_BYTES,
  });
  return JSON.parse(stdout) as Stack;
}
