import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLines, replaceLines } from '../kept-file.ts';
import type { Schedule } from './schedule.ts';

/** Synchronous: what is answered is kept, also over a kill -9. */
export type SchedulesFile = {
  load(): Schedule[];
  put(schedule: Schedule): void;
  remove(group: string, name: string): void;
};

type Line = { put: Schedule } | { remove: { group: string; name: string } };

export function schedulesInMemory(): SchedulesFile {
  return { load: () => [], put: () => undefined, remove: () => undefined };
}

/** One line per change; a start writes the file anew, with what is left. */
export function schedulesInFolder(root: string): SchedulesFile {
  const folder = join(root, 'scheduler');
  const file = join(folder, 'schedules.ndjson');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const append = (line: Line) => appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  return {
    load() {
      const kept = new Map<string, Schedule>();
      for (const line of readLines<Line>(file)) {
        if ('put' in line) kept.set(`${line.put.GroupName}/${line.put.Name}`, line.put);
        else kept.delete(`${line.remove.group}/${line.remove.name}`);
      }
      const left = [...kept.values()];
      replaceLines(
        file,
        left.map((put) => ({ put })),
      );
      return left;
    },
    put: (schedule) => append({ put: schedule }),
    remove: (group, name) => append({ remove: { group, name } }),
  };
}
