import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { notify, notifyFailure, withdraw } from '../app/notices.tsx';

interface Said<Result> {
  /** At once, when it was asked for. */
  taken: string;
  done: (result: Result) => ReactNode;
  /** First parts of the keys of what it changes. */
  changes: readonly string[];
}

/** An action of a person: said at once, not twice at a time, and what it changes is asked for again. */
export function useAction() {
  const queries = useQueryClient();
  const [running, setRunning] = useState(false);
  const busy = useRef(false);
  async function run<Result>(
    act: () => Promise<Result>,
    { taken, done, changes }: Said<Result>,
  ): Promise<Result | undefined> {
    if (busy.current) return undefined;
    busy.current = true;
    setRunning(true);
    const notice = notify({ type: 'in-progress', header: taken });
    try {
      const result = await act();
      notify({ type: 'success', header: done(result) });
      await Promise.all(changes.map((change) => queries.invalidateQueries({ queryKey: [change] })));
      return result;
    } catch (error) {
      notifyFailure(error);
      return undefined;
    } finally {
      withdraw(notice);
      busy.current = false;
      setRunning(false);
    }
  }
  return { running, run };
}
