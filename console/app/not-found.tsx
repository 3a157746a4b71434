import Alert from '@cloudscape-design/components/alert';
import { To } from '../parts/to.tsx';
import { words } from '../words/navigation.ts';

export function NotFound() {
  return (
    <Alert type="info" header={words.notFound}>
      {words.notFoundWhy} <To to="/">{words.toOverview}</To>
    </Alert>
  );
}
