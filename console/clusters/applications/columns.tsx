import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import type { SingleResource } from '../../create-backup/draft.ts';
import { Labels } from '../../parts/labels.tsx';
import { words } from '../../words/applications.ts';
import { bytes } from '../../words/bytes.ts';
import { LastGood, SchedulesOf } from './last-good.tsx';
import type { Namespace } from './namespace.ts';
import type { Protected } from './use-protection.ts';

interface ColumnsOf {
  cluster: string;
  protection: ReadonlyMap<string, Protected> | undefined;
  isTicked: (name: string) => boolean;
  single: ReadonlyMap<string, readonly SingleResource[]>;
  pick: (namespace: string) => void;
}

export function columnsOf({
  cluster,
  protection,
  isTicked,
  single,
  pick,
}: ColumnsOf): TableProps.ColumnDefinition<Namespace>[] {
  return [
    {
      id: 'name',
      header: words.name,
      isRowHeader: true,
      minWidth: 140,
      cell: ({ name, system, keptOut }) => (
        <SpaceBetween direction="horizontal" size="xxs">
          <span>{name}</span>
          {system && <Badge>{words.system}</Badge>}
          {keptOut && <Badge color="severity-low">{words.keptOut}</Badge>}
        </SpaceBetween>
      ),
    },
    {
      id: 'labels',
      header: words.labels,
      cell: ({ labels }) => <Labels labels={labels} list={`/clusters/${cluster}`} name="labelSelector" />,
    },
    { id: 'claims', header: words.claims, cell: ({ claims }) => claims ?? '–' },
    { id: 'bytes', header: words.bytes, cell: ({ claimBytes }) => bytes(claimBytes) },
    {
      id: 'resources',
      header: words.resources,
      minWidth: 190,
      cell: ({ name, objects, objectsAtLeast }) => {
        const chosen = single.get(name);
        const all = objects ?? (objectsAtLeast === undefined ? '–' : `≥ ${objectsAtLeast}`);
        const ticked = isTicked(name);
        return (
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            <span>{ticked && chosen && chosen.length > 0 ? `${chosen.length} / ${all}` : all}</span>
            <Button
              variant="inline-link"
              ariaLabel={words.selectResourcesOf(name)}
              disabled={!ticked}
              disabledReason={words.tickFirst}
              onClick={() => pick(name)}
            >
              {words.selectResources}
            </Button>
          </SpaceBetween>
        );
      },
    },
    {
      id: 'protection',
      header: words.protection,
      minWidth: 130,
      cell: ({ name }) => <LastGood of={protection?.get(name)} />,
    },
    { id: 'schedules', header: words.schedules, cell: ({ name }) => <SchedulesOf of={protection?.get(name)} /> },
  ];
}
