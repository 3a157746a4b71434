import { useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { Failed } from '../parts/failed.tsx';
import { useAddress } from '../parts/use-address.ts';
import { Waiting } from '../parts/waiting.tsx';
import { EditLocation } from './edit.tsx';
import { LocationView } from './view.tsx';

/** A location, or the form of it: `?edit=true`. */
export function LocationPage() {
  const { name = '' } = useParams();
  const api = useApi();
  const queries = useQueryClient();
  const { read, change } = useAddress();
  const key = ['locations', 'one', name];
  const load = (signal?: AbortSignal) =>
    answered(api.GET('/v1/locations/{name}', { params: { path: { name } }, ...(signal ? { signal } : {}) }));
  const { data, error, refetch } = usePolled({ key, everyMs: EVERY.list, load });
  if (!data) return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />;
  if (read('edit') === undefined) return <LocationView location={data} onEdit={() => change({ edit: 'true' })} />;
  return (
    <EditLocation
      first={data}
      load={async () => {
        const newest = await load();
        queries.setQueryData(key, newest);
        return newest;
      }}
      onEnd={() => change({ edit: undefined })}
    />
  );
}
