import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { answered } from '../../../client/client.ts';
import { EVERY } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';
import type { SingleResource } from '../../create-backup/draft.ts';
import { ListPage } from '../../parts/list-page.tsx';
import { useTray } from '../../parts/tray.ts';
import { useAddress } from '../../parts/use-address.ts';
import { words } from '../../words/applications.ts';
import { BackupBar } from './backup-bar.tsx';
import { columnsOf } from './columns.tsx';
import { NamespaceFilters, useNamespaceFilters } from './filters.tsx';
import { loadByProtection } from './load-by-protection.ts';
import type { Namespace } from './namespace.ts';
import { PickResources } from './pick-resources.tsx';
import { useProtection } from './use-protection.ts';

const nameOf = ({ name }: Namespace) => name;

/** What there is to back up on a cluster: ticked here, from as many pages as there are. */
export function Namespaces({ cluster }: { cluster: string }) {
  const api = useApi();
  const { read } = useAddress();
  const tray = useTray<Namespace>(nameOf);
  const [single, setSingle] = useState<ReadonlyMap<string, readonly SingleResource[]>>(new Map());
  const [picking, setPicking] = useState<string>();
  const [missing, setMissing] = useState<readonly string[]>([]);
  const { filters, clear } = useNamespaceFilters();

  const state = read('protection');
  const load = async (cursor: string | undefined, signal: AbortSignal) => {
    if (state !== undefined)
      return await loadByProtection(api, { cluster, state, search: filters.search, cursor }, signal);
    const query = { ...filters, ...(cursor === undefined ? {} : { cursor }) };
    const page = await answered(
      api.GET('/v1/clusters/{name}/namespaces', { params: { path: { name: cluster }, query }, signal }),
    );
    setMissing(
      page.missingPermissions.map(
        ({ group, resource, verb }) => `${verb} ${[resource, group].filter(Boolean).join('.')}`,
      ),
    );
    return page;
  };
  return (
    <SpaceBetween size="m">
      {missing.length > 0 && (
        <Alert type="warning" header={words.missing}>
          {missing.join(', ')}
        </Alert>
      )}
      <ListPage<Namespace>
        title={words.namespaces}
        description={words.description}
        variant="container"
        headingTag="h2"
        columns={columnsOf({
          cluster,
          protection: useProtection(cluster),
          isTicked: tray.has,
          single,
          pick: setPicking,
        })}
        listKey={['clusters', cluster, 'namespaces', filters, state]}
        idOf={nameOf}
        everyMs={EVERY.rarely}
        tray={tray}
        load={load}
        clearFilters={clear}
        filters={<NamespaceFilters cluster={cluster} clear={clear} />}
      />
      <BackupBar
        cluster={cluster}
        namespaces={tray.items.map(nameOf)}
        single={tray.items.flatMap(({ name }) => single.get(name) ?? [])}
        namespaceLabel={filters.labelSelector}
        types={read('types')}
        resourceLabel={read('resourceLabel')}
      />
      {picking !== undefined && (
        <PickResources
          cluster={cluster}
          namespace={picking}
          first={single.get(picking) ?? []}
          onDismiss={() => setPicking(undefined)}
          onPick={(resources) => {
            setSingle(new Map([...single, [picking, resources]]));
            setPicking(undefined);
          }}
        />
      )}
    </SpaceBetween>
  );
}
