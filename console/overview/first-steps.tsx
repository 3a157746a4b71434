import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { To } from '../parts/to.tsx';
import { words } from '../words/overview.ts';

const ADDRESSES = { cluster: '/clusters/new', location: '/locations/new', backup: '/backups/new' } as const;

/** Ticked as they are done; gone once a backup has Succeeded. */
export function FirstSteps() {
  const api = useApi();
  const { data } = usePolled<Record<'cluster' | 'location' | 'backup', boolean>>({
    key: ['overview', 'first-steps'],
    everyMs: EVERY.list,
    whilst: (done) => !done.backup,
    load: async (signal) => {
      const one = { limit: 1 };
      const good = { ...one, phase: 'Succeeded' as const };
      const [clusters, locations, backups] = await Promise.all([
        answered(api.GET('/v1/clusters', { params: { query: one }, signal })),
        answered(api.GET('/v1/locations', { params: { query: one }, signal })),
        answered(api.GET('/v1/backups', { params: { query: good }, signal })),
      ]);
      const isThere = ({ items }: { items: readonly unknown[] }) => items.length > 0;
      return { cluster: isThere(clusters), location: isThere(locations), backup: isThere(backups) };
    },
  });
  if (!data || data.backup) return null;
  return (
    <Container header={<Header variant="h2">{words.firstSteps}</Header>}>
      <SpaceBetween size="s">
        {(['cluster', 'location', 'backup'] as const).map((step) => (
          <div key={step}>
            <StatusIndicator type={data[step] ? 'success' : 'pending'}>
              {data[step] ? words.steps[step] : <To to={ADDRESSES[step]}>{words.steps[step]}</To>}
            </StatusIndicator>
            <div className="quiet">{words.stepsWhy[step]}</div>
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}
