import Alert from '@cloudscape-design/components/alert';
import type { ReactNode } from 'react';
import { answered, type paths } from '../../client/client.ts';
import { EVERY } from '../api/polling.ts';
import { useApi, useDenied } from '../app/session.tsx';
import { Filters, TextFilter, useClear } from '../parts/filters.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { MomentFilter } from '../parts/moment-filter.tsx';
import { useAddress } from '../parts/use-address.ts';
import { words } from '../words/audit.ts';
import { AUDIT_COLUMNS, type Entry } from './columns.tsx';

type Query = NonNullable<paths['/v1/audit']['get']['parameters']['query']>;
const FILTERS = ['subject', 'target', 'from', 'to'] as const;

export function Audit() {
  const denied = useDenied('admin');
  return denied ? <AdminOnly why={denied} /> : <Trail />;
}

function AdminOnly({ why }: { why: string }): ReactNode {
  return (
    <Alert type="info" header={words.adminOnly}>
      {why}
    </Alert>
  );
}

function Trail() {
  const api = useApi();
  const { read } = useAddress();
  const clear = useClear(FILTERS);
  const given = FILTERS.map((name) => [name, read(name)] as const).filter(([, value]) => value !== undefined);
  const filters = Object.fromEntries(given) as Query;
  return (
    <ListPage<Entry>
      title={words.title}
      description={words.description}
      columns={AUDIT_COLUMNS}
      listKey={['audit', filters]}
      load={(cursor, signal) => {
        const query = { ...filters, ...(cursor ? { cursor } : {}) };
        return answered(api.GET('/v1/audit', { params: { query }, signal }));
      }}
      idOf={({ at, requestId }) => `${at} ${requestId}`}
      everyMs={EVERY.list}
      clearFilters={clear}
      filters={
        <Filters clear={clear}>
          <TextFilter name="subject" label={words.subject} />
          <TextFilter name="target" label={words.targetFilter} />
          <MomentFilter name="from" label={words.since} />
          <MomentFilter name="to" label={words.until} />
        </Filters>
      }
    />
  );
}
