import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import { words } from '../words/everywhere.ts';

/** Seen only by who waits for longer than a blink: the style holds it back for 200 ms. */
export function Waiting() {
  return (
    <div className="waiting" role="status">
      <Box textAlign="center" padding="xxl">
        <Spinner size="large" /> {words.loading}
      </Box>
    </div>
  );
}
