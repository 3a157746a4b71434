import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** Filters, tabs and what is selected live in the address: a page can be sent to somebody, and the way back works. */
export function useAddress() {
  const [parameters, setParameters] = useSearchParams();
  /** Empty values go. A filter that changes begins at the first page. */
  const change = useCallback(
    (changed: Readonly<Record<string, string | undefined>>) => {
      setParameters(
        (before) => {
          const next = new URLSearchParams(before);
          next.delete('cursor');
          for (const [name, value] of Object.entries(changed)) {
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setParameters],
  );
  const read = useCallback((name: string) => parameters.get(name) ?? undefined, [parameters]);
  return { parameters, read, change };
}
