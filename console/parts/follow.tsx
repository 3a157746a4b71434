import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { answered, type Schemas } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { words } from '../words/forms.ts';
import { isOpen } from '../words/phases.ts';
import { Failed } from './failed.tsx';
import { PhaseOf } from './phase.tsx';
import { To } from './to.tsx';

type Operation = Schemas['Operation'];

/** An operation as it is now, asked for until it has ended. @param changes what is asked for again then */
export function useFollowed(id: string | undefined, changes: readonly string[] = []) {
  const api = useApi();
  const queries = useQueryClient();
  const followed = usePolled({
    key: ['operation', id],
    enabled: id !== undefined,
    everyMs: EVERY.operation,
    whilst: isOpen,
    load: (signal) => answered(api.GET('/v1/operations/{id}', { params: { path: { id: id ?? '' } }, signal })),
  });
  const hasEnded = followed.data !== undefined && !isOpen(followed.data);
  const what = changes.join();
  useEffect(() => {
    if (!hasEnded) return;
    for (const change of what.split(',')) void queries.invalidateQueries({ queryKey: [change] });
  }, [hasEnded, what, queries]);
  return followed;
}

interface FollowProps {
  id: string;
  changes?: readonly string[];
  /** What is added once it has ended. */
  ended?: (operation: Operation) => ReactNode;
}

/** How an operation goes, in a line, until it has ended; and why it has failed. */
export function Follow({ id, changes, ended }: FollowProps) {
  const { data, error, refetch } = useFollowed(id, changes);
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  return (
    <SpaceBetween size="xs">
      <div role="status">
        {data ? <PhaseOf phase={data.phase} stage={data.stage} /> : words.following} ·{' '}
        <To to={`/operations/${id}`}>{words.toOperation}</To>
      </div>
      {data?.error && (
        <div>
          {data.error.message} {data.error.remedy}
        </div>
      )}
      {data && !isOpen(data) && ended?.(data)}
    </SpaceBetween>
  );
}
