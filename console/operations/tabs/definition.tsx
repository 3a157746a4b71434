import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { Schemas } from '../../../client/client.ts';
import { definition as words } from '../../words/review.ts';

/** What was asked for, and all that the page shows, to be kept or sent to somebody. */
export function DefinitionTab({ operation }: { operation: Schemas['Operation'] }) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button iconName="download" onClick={() => download(operation)}>
              {words.download}
            </Button>
          }
        >
          {words.spec}
        </Header>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <pre tabIndex={0}>{JSON.stringify(operation.spec, undefined, 2)}</pre>
    </Container>
  );
}

function download(operation: Schemas['Operation']): void {
  const file = new Blob([JSON.stringify(operation, undefined, 2)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `${operation.id}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
