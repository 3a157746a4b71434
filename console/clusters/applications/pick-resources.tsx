import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, type Schemas } from '../../../client/client.ts';
import { useApi } from '../../app/session.tsx';
import type { SingleResource } from '../../create-backup/draft.ts';
import { Failed } from '../../parts/failed.tsx';
import { useTray } from '../../parts/tray.ts';
import { words } from '../../words/applications.ts';
import { words as common, selectedOn } from '../../words/everywhere.ts';

type Resource = Pick<Schemas['Resources']['items'][number], 'group' | 'kind' | 'namespace' | 'name'>;

interface PickResourcesProps {
  cluster: string;
  namespace: string;
  first: readonly SingleResource[];
  onPick: (resources: readonly SingleResource[]) => void;
  onDismiss: () => void;
}

const idOf = ({ kind, group, name }: Resource) => `${kind}.${group} ${name}`;

/** Single resources of one namespace; none is all of it. */
export function PickResources({ cluster, namespace, first, onPick, onDismiss }: PickResourcesProps) {
  const [search, setSearch] = useState('');
  const tray = useTray<Resource>(idOf, first);
  const { pages, items, failed } = useResources(cluster, namespace, search);
  const use = () => onPick(tray.items.map(({ group, kind, name }) => ({ group, kind, namespace, name })));
  return (
    <Modal
      visible
      size="large"
      header={words.selectResourcesOf(namespace)}
      closeAriaLabel={common.close}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            <span role="status">{tray.count > 0 ? selectedOn(tray.count, 1) : ''}</span>
            <Button variant="link" onClick={onDismiss}>
              {common.cancel}
            </Button>
            <Button variant="primary" onClick={use}>
              {words.use}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        {failed && <Failed error={failed} again={() => void pages.refetch()} />}
        <Input
          type="search"
          value={search}
          ariaLabel={words.resourceSearch}
          placeholder={words.resourceSearch}
          onChange={({ detail }) => setSearch(detail.value)}
        />
        <Table<Resource>
          variant="embedded"
          loading={pages.isPending}
          loadingText={common.loading}
          selectionType="multi"
          trackBy={idOf}
          items={items}
          selectedItems={items.filter((item) => tray.has(idOf(item)))}
          onSelectionChange={({ detail }) => tray.show(items, detail.selectedItems, 1)}
          empty={common.nothingMatches}
          ariaLabels={{
            tableLabel: words.resources,
            selectionGroupLabel: words.resources,
            itemSelectionLabel: (_, item) => idOf(item),
            allItemsSelectionLabel: () => words.resources,
          }}
          columnDefinitions={[
            { id: 'kind', header: words.kind, cell: ({ kind, group }) => [kind, group].filter(Boolean).join('.') },
            { id: 'name', header: words.name, cell: ({ name }) => name, isRowHeader: true },
          ]}
        />
        {pages.hasNextPage && (
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {common.more}
          </Button>
        )}
      </SpaceBetween>
    </Modal>
  );
}

function useResources(cluster: string, namespace: string, search: string) {
  const api = useApi();
  const pages = useInfiniteQuery({
    queryKey: ['clusters', cluster, 'resources', namespace, search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        namespaces: namespace,
        ...(search ? { search } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      return answered(api.GET('/v1/clusters/{name}/resources', { params: { path: { name: cluster }, query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  return { pages, items: (pages.data?.pages ?? []).flatMap((page) => page.items), failed: pages.error };
}
