import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, answered, type Schemas } from '../../client/client.ts';

type Operation = Schemas['Operation'];

const ENDED = new Set(['Succeeded', 'Failed', 'Cancelled', 'Skipped', 'Missed', 'Deleted']);

/** Prints each stage of an operation as it is reached, until it ends. */
export async function follow(api: ApiClient, id: string, print: (line: string) => void): Promise<Operation> {
  let shown = '';
  for (;;) {
    const operation = await answered(api.GET('/v1/operations/{id}', { params: { path: { id } } }));
    const line = lineOf(operation);
    if (line !== shown) print(`  ${line}`);
    shown = line;
    if (ENDED.has(operation.phase)) return operation;
    await sleep(200);
  }
}

function lineOf({ phase, stage, bytes, error, startedAt, finishedAt }: Operation): string {
  if (!ENDED.has(phase)) return `${stage ?? phase}${bytes > 0 ? `  ${sizeOf(bytes)}` : ''}`;
  const seconds =
    startedAt && finishedAt ? `  ${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s` : '';
  if (!error) return `${phase}${bytes > 0 ? `  ${sizeOf(bytes)}` : ''}${seconds}`;
  return `${phase}: ${error.message} (${error.code}). ${error.remedy}`;
}

export function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
