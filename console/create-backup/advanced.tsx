import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { words } from '../words/create-backup.ts';
import type { PartProps } from './part.ts';

const FAILURE = [
  { value: 'keep', label: words.keepThem },
  { value: 'remove', label: words.removeThem },
] as const;

/** What the API has good defaults for; an empty field leaves it to them. */
export function Advanced({ form, change, errorOf }: PartProps) {
  return (
    <Container>
      <ExpandableSection headerText={words.advanced}>
        <SpaceBetween size="l">
          <FormField
            label={words.snapshotTimeout}
            constraintText={words.snapshotTimeoutHint}
            errorText={errorOf('/snapshotTimeout')}
          >
            <Input
              value={form.snapshotTimeout}
              placeholder="5m"
              onChange={({ detail }) => change({ snapshotTimeout: detail.value.trim() })}
            />
          </FormField>
          <FormField label={words.keep} constraintText={words.keepHint} errorText={errorOf('/localCopies/keep')}>
            <Input
              type="number"
              value={form.keep}
              placeholder="1"
              onChange={({ detail }) => change({ keep: detail.value })}
            />
          </FormField>
          <FormField label={words.onOffloadFailure} errorText={errorOf('/localCopies/onOffloadFailure')}>
            <Select
              options={FAILURE}
              selectedOption={FAILURE.find(({ value }) => value === form.onOffloadFailure) ?? null}
              onChange={({ detail }) =>
                change({ onOffloadFailure: detail.selectedOption.value === 'remove' ? 'remove' : 'keep' })
              }
            />
          </FormField>
          <FormField
            label={words.failedFor}
            constraintText={words.failedForHint}
            errorText={errorOf('/localCopies/failedFor')}
          >
            <Input
              value={form.failedFor}
              placeholder="72h"
              onChange={({ detail }) => change({ failedFor: detail.value.trim() })}
            />
          </FormField>
        </SpaceBetween>
      </ExpandableSection>
    </Container>
  );
}
