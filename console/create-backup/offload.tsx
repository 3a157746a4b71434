import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { words } from '../words/create-backup.ts';
import type { PartProps } from './part.ts';

export function Offload({ form, change }: PartProps) {
  return (
    <SpaceBetween size="xs">
      <Toggle checked={form.offload} onChange={({ detail }) => change({ offload: detail.checked })}>
        {words.offload}
      </Toggle>
      {!form.offload && <Alert type="warning">{words.offloadOff}</Alert>}
    </SpaceBetween>
  );
}
