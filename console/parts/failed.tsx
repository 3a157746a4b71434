import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { told } from '../api/problems.ts';
import { words } from '../words/everywhere.ts';

/** What the API refused or could not do: what, why, what to do, and by which id its log tells of it. */
export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  const { title, detail, remedy, code, requestId } = told(error);
  return (
    <Alert
      type="error"
      header={title}
      {...(again ? { action: <Button onClick={again}>{words.tryAgain}</Button> } : {})}
    >
      <div>{detail}</div>
      {remedy && <div>{remedy}</div>}
      {(code || requestId) && (
        <Box variant="small" color="inherit">
          {[code, requestId && `${words.request} ${requestId}`].filter(Boolean).join(' · ')}
        </Box>
      )}
    </Alert>
  );
}
