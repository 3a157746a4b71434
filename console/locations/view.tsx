import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useClusters } from '../clusters/use-clusters.ts';
import { Ends } from '../parts/ends.tsx';
import { PhaseOf, StateOf } from '../parts/phase.tsx';
import { Time } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { words } from '../words/locations.ts';
import { LocationActions } from './actions.tsx';
import { type Location, placeOf } from './columns.tsx';
import { Findings } from './findings.tsx';
import { Maintained } from './maintained.tsx';
import { RecoveryKey } from './recovery-key.tsx';
import { SeenFrom } from './seen-from.tsx';
import { Validate } from './validate.tsx';

export function LocationView({ location, onEdit }: { location: Location; onEdit: () => void }) {
  const { nameOf } = useClusters();
  return (
    <SpaceBetween size="l">
      <Header variant="h1" actions={<LocationActions location={location} onEdit={onEdit} />}>
        {location.name}
      </Header>
      {location.warnings.map((warning) => (
        <Alert key={warning} type="warning">
          {warning}
        </Alert>
      ))}
      <Summary location={location} />
      <SeenFrom location={location} nameOf={nameOf} />
      <Container header={<Header variant="h2">{words.validate}</Header>}>
        <Validate name={location.name} />
      </Container>
      <Maintained location={location} nameOf={nameOf} />
      <Findings location={location} nameOf={nameOf} />
      <RecoveryKey location={location} />
    </SpaceBetween>
  );
}

function Summary({ location }: { location: Location }) {
  const { s3, controlPlane, maintenance, credentialsExpireAt, credentialsExpired, gatewayCluster } = location;
  return (
    <Container>
      <KeyValuePairs
        columns={3}
        items={[
          { label: words.state, value: <StateOf state={controlPlane.state} reason={controlPlane.reason} /> },
          { label: words.lookedAt, value: <Time at={controlPlane.at} /> },
          { label: words.lastValid, value: <Time at={controlPlane.lastValidAt} /> },
          { label: words.endpoint, value: s3.endpoint },
          { label: words.where, value: placeOf(location) },
          { label: words.region, value: s3.region },
          { label: words.pathStyle, value: s3.pathStyle ? words.on : words.off },
          { label: words.credentialsEnd, value: <Ends at={credentialsExpireAt} ended={credentialsExpired} /> },
          {
            label: words.gatewayCluster,
            value: gatewayCluster ? <To to={`/clusters/${gatewayCluster}`}>{gatewayCluster}</To> : words.noGateway,
          },
          {
            label: words.maintenance,
            value: maintenance ? (
              <To to={`/operations/${maintenance.operationId}`}>
                <PhaseOf phase={maintenance.phase} /> <Time at={maintenance.at} />
              </To>
            ) : (
              '–'
            ),
          },
          { label: words.access, value: words.accessOf[location.access] },
          { label: words.created, value: <Time at={location.createdAt} /> },
        ]}
      />
    </Container>
  );
}
