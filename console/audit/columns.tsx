import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import type { Schemas } from '../../client/client.ts';
import { Time } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { words } from '../words/audit.ts';

export type Entry = Schemas['AuditRecord'];

const PAGES = /^\/v1\/(backups|restores|operations|clusters|locations|policies|schedules|rules)\/([\w.-]+)/;

/** The page of what a request was about, where the console has one. */
function Target({ target }: { target: string }) {
  const [, page, name] = PAGES.exec(target) ?? [];
  return page && name ? <To to={`/${page}/${name}`}>{target.replace('/v1/', '')}</To> : target;
}

function factLines(facts: Entry['facts']): string[] {
  return Object.entries(facts).map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : value}`);
}

export const AUDIT_COLUMNS: readonly TableProps.ColumnDefinition<Entry>[] = [
  { id: 'at', header: words.at, cell: ({ at }) => <Time at={at} />, isRowHeader: true, minWidth: 150 },
  {
    id: 'who',
    header: words.who,
    minWidth: 110,
    cell: ({ subject, sourceIp }) => (
      <>
        {subject} <div className="quiet">{sourceIp}</div>
      </>
    ),
  },
  {
    id: 'answer',
    header: words.answer,
    minWidth: 120,
    cell: ({ status, code }) => (
      <StatusIndicator type={status < 400 ? 'success' : 'error'}>
        {code ? `${status} ${code}` : String(status)}
      </StatusIndicator>
    ),
  },
  { id: 'what', header: words.what, cell: ({ route }) => route, minWidth: 160 },
  { id: 'target', header: words.target, cell: ({ target }) => <Target target={target} />, minWidth: 160 },
  {
    id: 'facts',
    header: words.facts,
    minWidth: 180,
    cell: ({ facts }) => factLines(facts).map((line) => <div key={line}>{line}</div>),
  },
  { id: 'request', header: words.request, cell: ({ requestId }) => <code>{requestId}</code>, minWidth: 140 },
];
