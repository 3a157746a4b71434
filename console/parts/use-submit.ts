import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiProblem } from '../../client/client.ts';
import { fieldError, told } from '../api/problems.ts';
import { notify } from '../app/notices.tsx';

interface Said<Result> {
  done: (result: Result) => string;
  /** First parts of the keys of what it changes. */
  changes: readonly string[];
}

/** What a form sends, once at a time; what the API says against it stays, to stand beside the fields. */
export function useSubmit() {
  const queries = useQueryClient();
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const busy = useRef(false);

  async function submit<Result>(
    act: () => Promise<Result>,
    { done, changes }: Said<Result>,
  ): Promise<Result | undefined> {
    if (busy.current) return undefined;
    busy.current = true;
    setRunning(true);
    setFailure(undefined);
    try {
      const result = await act();
      notify({ type: 'success', header: done(result) });
      await Promise.all(changes.map((change) => queries.invalidateQueries({ queryKey: [change] })));
      return result;
    } catch (error) {
      setFailure(error);
      return undefined;
    } finally {
      busy.current = false;
      setRunning(false);
    }
  }
  return {
    running,
    failure,
    forget: () => setFailure(undefined),
    submit,
    /** What is said of the field at a JSON pointer of the body. */
    errorAt: (pointer: string) => (failure === undefined ? undefined : fieldError(told(failure), pointer)),
    isOutdated: failure instanceof ApiProblem && failure.status === 412,
  };
}

export type Submit = ReturnType<typeof useSubmit>;
