import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { Schemas } from '../../client/client.ts';
import { tryOut as words } from '../words/rules.ts';

type Simulation = NonNullable<Schemas['Operation']['simulation']>;

/** The pods and containers in which a rule would run, freeze after freeze, and what speaks against it. */
export function Found({ simulation: { actions, problems } }: { simulation: Simulation }) {
  const found = actions?.actions ?? [];
  const count = actions?.count ?? 0;
  return (
    <SpaceBetween size="m">
      {problems.length > 0 && (
        <Alert type="warning" header={words.problems}>
          {problems.map(({ code, message, remedy }) => (
            <div key={`${code} ${message}`}>
              {message} {remedy}
            </div>
          ))}
        </Alert>
      )}
      <Table
        variant="embedded"
        wrapLines
        header={
          <Header
            variant="h3"
            counter={`(${count})`}
            {...(count > found.length ? { description: words.more(found.length, count) } : {})}
          >
            {words.result}
          </Header>
        }
        ariaLabels={{ tableLabel: words.result }}
        items={found}
        trackBy={({ group, does, action, namespace, pod, container }) =>
          [group, does, action, namespace, pod, container].join('/')
        }
        empty={<Box color="inherit">{words.none}</Box>}
        columnDefinitions={[
          { id: 'group', header: words.group, cell: ({ group }) => group },
          { id: 'does', header: words.does, cell: ({ does }) => words.doesOf[does] },
          { id: 'action', header: words.action, cell: ({ action }) => action + 1 },
          { id: 'namespace', header: words.namespace, cell: ({ namespace }) => namespace },
          { id: 'pod', header: words.pod, cell: ({ pod }) => pod, isRowHeader: true, minWidth: 160 },
          { id: 'container', header: words.container, cell: ({ container }) => container },
        ]}
      />
    </SpaceBetween>
  );
}
