import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import { useLocation, useParams } from 'react-router';
import { answered } from '../../client/client.ts';
import { EVERY, usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { Announce } from '../parts/announce.tsx';
import { Failed } from '../parts/failed.tsx';
import { useAddress } from '../parts/use-address.ts';
import { Waiting } from '../parts/waiting.tsx';
import { isOpen, KINDS, PHASES } from '../words/phases.ts';
import { review } from '../words/review.ts';
import { OperationActions } from './actions.tsx';
import type { Operation } from './operation.ts';
import { OperationSummary } from './summary.tsx';
import { CommandsTab } from './tabs/commands.tsx';
import { DefinitionTab } from './tabs/definition.tsx';
import { EventsTab } from './tabs/events.tsx';
import { ExecutionTab } from './tabs/execution.tsx';
import { FindingsTab } from './tabs/findings.tsx';
import { ObjectsTab } from './tabs/objects.tsx';
import { VolumesTab } from './tabs/volumes.tsx';

/** One operation, of whatever kind: what it is, how it went, state by state, and what can be done about it. */
export function OperationPage() {
  const api = useApi();
  const { id = '' } = useParams();
  const { pathname } = useLocation();
  const { read, change } = useAddress();
  const isBackup = pathname.startsWith('/backups/');
  const { data, error, refetch } = usePolled<Operation>({
    key: ['operation', id],
    everyMs: EVERY.operation,
    // What has ended can still be held, deleted or found damaged.
    whilst: (operation) => isOpen(operation) || operation.deletion?.doneAt === undefined,
    load: async (signal) => {
      const params = { path: { id } };
      if (isBackup) return await answered(api.GET('/v1/backups/{id}', { params, signal }));
      return await answered(api.GET('/v1/operations/{id}', { params, signal }));
    },
  });
  if (!data) return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />;
  const kind = data.kind === 'backup' || data.kind === 'restore' ? data.kind : 'other';
  return (
    <>
      <Announce text={`${data.name}: ${PHASES[data.phase].text}`} />
      <SpaceBetween size="l">
        <Header
          variant="h1"
          description={`${KINDS[data.kind]} · ${data.id}`}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <OperationActions kind={kind} chosen={[data]} />
            </SpaceBetween>
          }
        >
          {data.name}
        </Header>
        {error && <Failed error={error} again={() => void refetch()} />}
        {troublesOf(data)}
        <OperationSummary operation={data} />
        <Tabs
          tabs={tabsOf(data)}
          activeTabId={read('tab') ?? 'execution'}
          onChange={({ detail }) => change({ tab: detail.activeTabId })}
          ariaLabel={review.tabs}
        />
      </SpaceBetween>
    </>
  );
}

/** What went wrong and what to know, before anything else. No component: each stands apart from the others as those do. */
function troublesOf(operation: Operation) {
  const { error, warnings, residuals, damagedAt, copyLostAt } = operation;
  return (
    <>
      {error && (
        <Alert type={operation.phase === 'Failed' ? 'error' : 'warning'} header={error.message}>
          <div>{error.remedy}</div>
          <Box variant="small" color="inherit">
            {[error.code, error.stage && `${review.inStage} ${error.stage}`].filter(Boolean).join(' · ')}
          </Box>
        </Alert>
      )}
      {(damagedAt ?? copyLostAt) && <Alert type="error" header={damagedAt ? review.damaged : review.copyLost} />}
      {warnings.length > 0 && (
        <Alert type="warning" header={review.warnings}>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Alert>
      )}
      {residuals.length > 0 && (
        <Alert type="warning" header={review.residuals}>
          <ul>
            {residuals.map(({ kind, namespace, name, reason }) => (
              <li key={`${kind}/${namespace}/${name}`}>
                {kind} {[namespace, name].filter(Boolean).join('/')}: {reason}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  );
}

function tabsOf(operation: Operation): TabsProps.Tab[] {
  const { kind, id } = operation;
  const hasVolumes = kind === 'backup' || kind === 'restore' || kind === 'simulation';
  return [
    ...(kind === 'simulation'
      ? [{ id: 'findings', label: review.findings, content: <FindingsTab operation={operation} /> }]
      : []),
    { id: 'execution', label: review.execution, content: <ExecutionTab operation={operation} /> },
    ...(hasVolumes ? [{ id: 'volumes', label: review.volumes, content: <VolumesTab operation={operation} /> }] : []),
    { id: 'events', label: review.events, content: <EventsTab operation={operation} /> },
    ...(kind === 'backup' || kind === 'restore'
      ? [{ id: 'objects', label: review.objects, content: <ObjectsTab id={id} kind={kind} /> }]
      : []),
    ...(operation.freezes
      ? [{ id: 'commands', label: review.commands, content: <CommandsTab operation={operation} /> }]
      : []),
    { id: 'definition', label: review.definition, content: <DefinitionTab operation={operation} /> },
  ];
}
