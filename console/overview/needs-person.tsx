import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Schemas } from '../../client/client.ts';
import { Ago } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { REASONS, words } from '../words/overview.ts';

type Needed = Schemas['Statistics']['needsPerson'];

/** What nothing and nobody but a person will put right, the worst first, as the API orders it. */
export function NeedsPerson({ needed }: { needed: Needed }) {
  if (needed.count === 0) return <Alert type="success">{words.nothingNeeded}</Alert>;
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${needed.count})`}>
          {words.person}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {needed.items.map(({ reason, name, message, path, at }) => (
          <div key={`${reason} ${path} ${name}`}>
            <StatusIndicator type={REASONS[reason].sign}>{REASONS[reason].text}</StatusIndicator>{' '}
            <To to={path.replace(/^\/v1/, '')}>{name}</To>{' '}
            {at && (
              <span className="quiet">
                <Ago at={at} />
              </span>
            )}
            <div>{message}</div>
          </div>
        ))}
        {needed.count > needed.items.length && <div>{words.more(needed.count - needed.items.length)}</div>}
      </SpaceBetween>
    </Container>
  );
}
