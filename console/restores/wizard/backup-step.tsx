import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { answered, type Schemas } from '../../../client/client.ts';
import { usePolled } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';
import { Time } from '../../parts/time.tsx';
import { bytes } from '../../words/bytes.ts';
import { words } from '../../words/restore.ts';
import { local } from '../../words/times.ts';
import type { Form } from './form.ts';

interface BackupStepProps {
  form: Form;
  change: (changed: Partial<Form>) => void;
  backup: Schemas['Backup'] | undefined;
  wrong: string | undefined;
  /** Somebody wants the newest good backup of it. */
  namespace: string | null;
}

export function BackupStep({ form, change, backup, wrong, namespace }: BackupStepProps) {
  const api = useApi();
  const [search, setSearch] = useState('');
  const { data, isPending } = usePolled({
    key: ['backups', 'restorable', search, namespace],
    load: (signal) => {
      const query = { phase: 'Succeeded' as const, ...(search ? { search } : {}), ...(namespace ? { namespace } : {}) };
      return answered(api.GET('/v1/backups', { params: { query }, signal }));
    },
  });
  const newest = namespace === null ? undefined : data?.items[0]?.id;
  useEffect(() => {
    if (form.backup === '' && newest !== undefined) change({ backup: newest });
  }, [form.backup, newest, change]);
  const options = (data?.items ?? []).map(({ id, name, createdAt, cluster, bytes: size }) => ({
    value: id,
    label: name,
    description: `${local(createdAt)} · ${cluster} · ${bytes(size)} · ${id}`,
  }));
  const chosen = options.find(({ value }) => value === form.backup);
  return (
    <Container>
      <SpaceBetween size="l">
        <FormField
          label={words.steps.backup}
          errorText={wrong}
          description={namespace === null ? undefined : words.namespaceNewest(namespace)}
          stretch
        >
          <Select
            placeholder={words.chooseBackup}
            filteringType="manual"
            statusType={isPending ? 'loading' : 'finished'}
            options={options}
            selectedOption={chosen ?? (backup ? { value: backup.id, label: backup.name } : null)}
            onLoadItems={({ detail }) => setSearch(detail.filteringText)}
            onChange={({ detail }) =>
              change({ backup: detail.selectedOption.value ?? '', namespaces: {}, classes: {} })
            }
          />
        </FormField>
        {backup && <About backup={backup} />}
      </SpaceBetween>
    </Container>
  );
}

function About({ backup }: { backup: Schemas['Backup'] }) {
  const { spec, volumes = 0 } = backup;
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={4}
        items={[
          { label: words.taken, value: <Time at={backup.createdAt} /> },
          { label: words.sourceCluster, value: backup.cluster },
          { label: words.volumes, value: volumes },
          { label: words.size, value: bytes(backup.bytes) },
        ]}
      />
      {(spec as { offload?: boolean }).offload === false && volumes > 0 && (
        <Alert type="warning">{words.snapshotOnly(volumes)}</Alert>
      )}
    </SpaceBetween>
  );
}
