import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { words } from '../words/clusters.ts';
import type { Cluster } from './use-clusters.ts';

/** What its identities may not do on the cluster, though Snapferry asks for it. */
export function Permissions({ cluster: { status } }: { cluster: Cluster }) {
  const { deniedPermissions, deniedRestorePermissions = [], deniedExecPermissions = [] } = status;
  const missing = [
    { header: words.denied, rights: deniedPermissions },
    { header: words.deniedRestore, rights: deniedRestorePermissions },
    { header: words.deniedExec, rights: deniedExecPermissions },
  ].filter(({ rights }) => rights.length > 0);
  return (
    <Container header={<Header variant="h2">{words.permissions}</Header>}>
      {missing.length === 0 ? (
        <StatusIndicator type="success">{words.permissionsWhole}</StatusIndicator>
      ) : (
        <SpaceBetween size="m">
          {missing.map(({ header, rights }) => (
            <div key={header}>
              <StatusIndicator type="warning">{header}</StatusIndicator>
              <ul>
                {rights.map((right) => (
                  <li key={right}>{right}</li>
                ))}
              </ul>
            </div>
          ))}
          <div>{words.applyAgain}</div>
        </SpaceBetween>
      )}
    </Container>
  );
}
