import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Table from '@cloudscape-design/components/table';
import { answered } from '../../../client/client.ts';
import { usePolled } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';
import { words as common } from '../../words/everywhere.ts';
import { words } from '../../words/restore.ts';
import type { StepProps } from './step.ts';

const PAGE = 200;

export function ClassesStep({ form, change, backup }: StepProps) {
  const api = useApi();
  const { id } = backup;
  const { data, isPending } = usePolled({
    key: ['operation', id, 'storage-classes'],
    load: async (signal) => {
      const found = new Set<string>();
      for (let cursor: string | undefined, more = true; more; ) {
        const params = { path: { id }, query: { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) } };
        const page = await answered(api.GET('/v1/backups/{id}/volumes', { params, signal }));
        for (const { storageClass } of page.items) if (storageClass) found.add(storageClass);
        cursor = page.nextCursor;
        more = cursor !== undefined;
      }
      return [...found].toSorted();
    },
  });
  return (
    <Table<string>
      variant="container"
      header={<Header variant="h2">{words.steps.classes}</Header>}
      loading={isPending}
      loadingText={common.loading}
      items={data ?? []}
      empty={words.noClasses}
      ariaLabels={{ tableLabel: words.steps.classes }}
      columnDefinitions={[
        { id: 'source', header: words.sourceClass, cell: (name) => name, isRowHeader: true },
        {
          id: 'target',
          header: words.targetClass,
          cell: (name) => (
            <Input
              ariaLabel={words.targetClassOf(name)}
              value={form.classes[name] ?? ''}
              placeholder={name}
              onChange={({ detail }) => change({ classes: { ...form.classes, [name]: detail.value } })}
            />
          ),
        },
      ]}
    />
  );
}
