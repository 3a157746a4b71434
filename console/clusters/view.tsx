import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Ends } from '../parts/ends.tsx';
import { StateOf } from '../parts/phase.tsx';
import { Time } from '../parts/time.tsx';
import { words } from '../words/clusters.ts';
import { settingLines } from '../words/settings.ts';
import { ClusterActions } from './actions.tsx';
import { execText, moversOf } from './columns.tsx';
import { Permissions } from './permissions.tsx';
import { Upkeep } from './upkeep.tsx';
import type { Cluster } from './use-clusters.ts';

export function ClusterView({ cluster, onEdit }: { cluster: Cluster; onEdit: () => void }) {
  return (
    <SpaceBetween size="l">
      {cluster.warnings.map((warning) => (
        <Alert key={warning} type="warning">
          {warning}
        </Alert>
      ))}
      <Status cluster={cluster} onEdit={onEdit} />
      <Permissions cluster={cluster} />
      <Container header={<Header variant="h2">{words.settings}</Header>}>
        <Settings cluster={cluster} />
      </Container>
      <Upkeep cluster={cluster} />
    </SpaceBetween>
  );
}

function Status({ cluster, onEdit }: { cluster: Cluster; onEdit: () => void }) {
  const { status, clusterId, server, namespace, accessKind, hasRestoreAccess, createdAt } = cluster;
  const { expiringCredential } = status;
  return (
    <Container
      header={
        <Header variant="h2" actions={<ClusterActions cluster={cluster} onEdit={onEdit} />}>
          {words.registration}
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: words.state, value: <StateOf state={status.state} reason={status.reason} /> },
          { label: words.validatedAt, value: <Time at={status.validatedAt} /> },
          { label: words.lastValidAt, value: <Time at={status.lastValidAt} /> },
          { label: words.version, value: status.version },
          { label: words.server, value: server },
          { label: words.clusterId, value: clusterId },
          { label: words.access, value: words.accessOf[accessKind] },
          {
            label: words.ends,
            value: (
              <>
                <Ends at={status.credentialsExpireAt} ended={status.credentialsExpired} />
                {expiringCredential && <div className="quiet">{expiringCredential}</div>}
              </>
            ),
          },
          { label: words.restores, value: hasRestoreAccess ? words.restorable : words.notRestorable },
          { label: words.namespace, value: namespace },
          { label: words.snapshotCrds, value: status.snapshotCrds ? words.crdsThere : words.crdsMissing },
          { label: words.exec, value: execText(cluster) },
          { label: words.movers, value: moversOf(cluster) },
          { label: words.registered, value: <Time at={createdAt} /> },
        ]}
      />
    </Container>
  );
}

function Settings({ cluster: { settings } }: { cluster: Cluster }) {
  const lines = settingLines(settings);
  return lines.length === 0 ? words.settingsDefault : lines.map((line) => <div key={line}>{line}</div>);
}
