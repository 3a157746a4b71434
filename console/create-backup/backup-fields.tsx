import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useClusterNames } from '../operations/filters.tsx';
import { words } from '../words/create-backup.ts';
import { LocationField } from './location-field.tsx';
import type { PartProps } from './part.ts';

export function BackupFields({ form, change, errorOf }: PartProps) {
  const clusters = useClusterNames();
  return (
    <Container header={<Header variant="h2">{words.backup}</Header>}>
      <SpaceBetween size="l">
        <FormField label={words.cluster} errorText={errorOf('/cluster')}>
          <Select
            placeholder={words.chooseCluster}
            options={clusters.map((value) => ({ value }))}
            selectedOption={form.cluster === '' ? null : { value: form.cluster }}
            onChange={({ detail }) =>
              // What was chosen of one cluster is not on another.
              change({
                cluster: detail.selectedOption.value ?? '',
                location: '',
                namespaces: [],
                single: [],
                snapshotClasses: {},
              })
            }
          />
        </FormField>
        <FormField
          label={form.onSchedule ? words.scheduleName : words.name}
          constraintText={form.onSchedule ? words.scheduleNameHint : words.nameHint}
          errorText={errorOf('/name')}
        >
          <Input
            value={form.onSchedule ? form.scheduleName : form.name}
            onFocus={(event) => selectAll(event.target)}
            onChange={({ detail }) => change(form.onSchedule ? { scheduleName: detail.value } : { name: detail.value })}
          />
        </FormField>
        <LocationField form={form} change={change} errorOf={errorOf} />
        <FormField description={words.crossCloudOff}>
          <Toggle checked={false} disabled description={words.crossCloudHint} onChange={() => undefined}>
            {words.crossCloud}
          </Toggle>
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

/** The default is there to be typed over. */
function selectAll(target: EventTarget | null): void {
  const input = target instanceof HTMLElement ? target.querySelector('input') : null;
  input?.select();
}
