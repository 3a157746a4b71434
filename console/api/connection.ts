/** Whether the API answers: told by every request, shown once, over all screens. */
export interface Connection {
  lostSince?: number;
}

let current: Connection = {};
const listeners = new Set<() => void>();

export const connection = {
  read: () => current,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function tellConnection(answers: boolean): void {
  if (answers === (current.lostSince === undefined)) return;
  current = answers ? {} : { lostSince: Date.now() };
  for (const listener of listeners) listener();
}
