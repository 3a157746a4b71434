import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useClusterNames } from '../../operations/filters.tsx';
import { words } from '../../words/restore.ts';
import { namespacesOf } from './form.ts';
import type { StepProps } from './step.ts';

export function TargetStep({ form, change, backup }: StepProps) {
  const clusters = useClusterNames();
  const options = clusters.map((value) => ({
    value,
    ...(value === backup.cluster ? { description: words.sameCluster } : {}),
  }));
  return (
    <SpaceBetween size="l">
      <Container>
        <FormField label={words.cluster}>
          <Select
            options={options}
            selectedOption={{ value: form.cluster || backup.cluster }}
            onChange={({ detail }) => change({ cluster: detail.selectedOption.value ?? '' })}
          />
        </FormField>
      </Container>
      <Table<string>
        variant="container"
        header={<Header variant="h2">{words.mapping}</Header>}
        items={namespacesOf(backup)}
        ariaLabels={{ tableLabel: words.mapping }}
        columnDefinitions={[
          { id: 'source', header: words.source, cell: (namespace) => namespace, isRowHeader: true },
          {
            id: 'target',
            header: words.target,
            cell: (namespace) => (
              <Input
                ariaLabel={words.targetOf(namespace)}
                value={form.namespaces[namespace] ?? namespace}
                onChange={({ detail }) => change({ namespaces: { ...form.namespaces, [namespace]: detail.value } })}
              />
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}
