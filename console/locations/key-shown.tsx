import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyButton } from '../parts/copy-button.tsx';
import { keyWords } from '../words/locations.ts';

/** A recovery key, to be copied and downloaded. */
export function KeyShown({ name, recoveryKey }: { name: string; recoveryKey: string }) {
  return (
    <SpaceBetween size="m">
      <Alert type="warning" header={keyWords.shownOnce}>
        {keyWords.why}
      </Alert>
      <div>
        <Box variant="awsui-key-label">{keyWords.label}</Box>
        <pre className="secret">{recoveryKey}</pre>
      </div>
      <SpaceBetween direction="horizontal" size="xs">
        <CopyButton text={recoveryKey} label={keyWords.label} />
        <Button iconName="download" onClick={() => download(`${name}.recovery-key.txt`, `${recoveryKey}\n`)}>
          {keyWords.download}
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}

function download(file: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
  URL.revokeObjectURL(url);
}
