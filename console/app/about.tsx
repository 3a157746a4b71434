import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { words } from '../words/about.ts';
import { useSession } from './session.tsx';

export function About() {
  const { me, config } = useSession();
  return (
    <SpaceBetween size="m">
      <Header variant="h1">{words.title}</Header>
      <Container>
        <KeyValuePairs
          columns={2}
          items={[
            { label: words.apiVersion, value: me.version },
            { label: words.consoleVersion, value: config.version },
            { label: words.installation, value: me.installationId },
            { label: words.subject, value: me.subject },
            { label: words.scopes, value: me.scopes.join(', ') },
            { label: words.api, value: `${location.origin}/v1` },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
