import type { Item } from '../dynamodb/table.ts';

/** How each place was written, by the name that it had. */
const CHECKPOINTS: Record<string, (text: string) => Record<string, unknown>> = {
  CollectResources: (text) => ({ CollectResources: text }),
  CheckTarget: (text) => {
    const [part, object] = numbersIn(text);
    return { CheckTarget: { part, object } };
  },
  CreateTargetNamespaces: (text) => ({ CreateTargetNamespaces: text.split(',').filter((name) => name !== '') }),
  RestoreResources: (text) => {
    // One of before there were rounds has three numbers.
    const [part, object, begun, round = 0] = numbersIn(text);
    return { RestoreResources: { part, object, begun, round } };
  },
  LinkOwners: (text) => {
    const [part, from] = numbersIn(text);
    return { LinkOwners: { part, from } };
  },
  CheckRestored: (text) => ({ CheckRestored: { part: Number(text) } }),
  ReadSeals: (text) => ({ ReadSeals: parsed(text) }),
  RemoveOrphans: (text) => ({ RemoveOrphans: parsed(text) }),
  jobs: (text) => ({ jobClusters: parsed(text) }),
  location: () => ({ locationLeft: true }),
};

/**
 * The row with its checkpoints as they are written now. The release before kept them as texts in `places`; what stands in
 * `checkpoints` already is newer. Goes with the release after this one.
 */
export function withCheckpoints({ places, ...row }: Item): Item {
  if (typeof places !== 'object' || places === null) return row;
  const known = Object.entries(places).map(([name, text]) => CHECKPOINTS[name]?.(String(text)));
  return { ...row, checkpoints: Object.assign({}, ...known, row.checkpoints) };
}

function numbersIn(text: string): number[] {
  return text.split('.').map(Number);
}

/** What is no JSON is no checkpoint either: the schema says so. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
