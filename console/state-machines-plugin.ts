import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { definitionHash, machineNames, readDefinition } from '../infra/read-machines.ts';

const NAME = 'virtual:state-machines';

interface Definition {
  States: Record<string, { Type: string }>;
}

/** What the console knows of the state machines: the Task states in the order of their file, and what each does. */
export function stateMachines(root: string): Plugin {
  return {
    name: 'state-machines',
    resolveId: (source) => (source === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? `export const MACHINES = ${JSON.stringify(readMachines(root))};` : undefined),
  };
}

function readMachines(root: string) {
  const folder = path.join(root, 'state-machines');
  const sentences = readSentences(readFileSync(path.join(root, 'docs/architecture.md'), 'utf8'));
  return Object.fromEntries(
    machineNames(folder).map((name) => {
      const text = readDefinition(folder, name);
      const { States } = JSON.parse(text) as Definition;
      const tasks = Object.entries(States).filter(([, { Type }]) => Type === 'Task');
      const states = tasks.map(([state]) => ({ state, does: sentences.get(state) ?? '' }));
      return [name, { definition: definitionHash(text), states }];
    }),
  );
}

/** `CreateSnapshots        all volumes of the group at once`, as docs/architecture.md tells the way of each operation. */
function readSentences(text: string): Map<string, string> {
  const lines = text.matchAll(/^([A-Z]\w+)(?: ⟳)? {2,}(.+)$/gm);
  // The way of a backup comes first; that of a run tells again of some.
  return new Map([...lines].toReversed().map(([, state = '', does = '']) => [state, does.trim()]));
}
