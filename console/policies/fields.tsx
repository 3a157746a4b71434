import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { TextField } from '../parts/text-field.tsx';
import type { Submit } from '../parts/use-submit.ts';
import { MISSES, OVERLAPS, words } from '../words/policies.ts';
import { type Draft, newEntry } from './draft.ts';
import { EntryFields } from './entry.tsx';

interface FieldsProps {
  draft: Draft;
  onChange: (by: Partial<Draft>) => void;
  errorAt: Submit['errorAt'];
  isNew: boolean;
}

const MOST_ENTRIES = 10;
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((value) => ({
  value,
}));
const OVERLAP_ITEMS = Object.entries(OVERLAPS).map(([value, label]) => ({ value, label }));
const MISSED_ITEMS = Object.entries(MISSES).map(([value, label]) => ({ value, label }));

export function PolicyFields(props: FieldsProps) {
  const { draft, onChange, errorAt, isNew } = props;
  return (
    <SpaceBetween size="l">
      {isNew && (
        <Container>
          <TextField
            label={words.name}
            why={words.nameWhy}
            value={draft.name}
            error={errorAt('/name')}
            onType={(name) => onChange({ name })}
          />
        </Container>
      )}
      <Entries {...props} />
      <Container>
        <SpaceBetween size="l">
          <FormField label={words.zone} description={words.zoneWhy} errorText={errorAt('/timeZone')}>
            <Select
              options={ZONES}
              filteringType="auto"
              virtualScroll
              selectedOption={{ value: draft.timeZone }}
              onChange={({ detail }) => onChange({ timeZone: detail.selectedOption.value ?? 'UTC' })}
            />
          </FormField>
          <FormField label={words.overlap}>
            <RadioGroup
              items={OVERLAP_ITEMS}
              value={draft.overlap}
              onChange={({ detail }) => onChange({ overlap: detail.value as Draft['overlap'] })}
            />
          </FormField>
          <FormField label={words.missed}>
            <RadioGroup
              items={MISSED_ITEMS}
              value={draft.missed}
              onChange={({ detail }) => onChange({ missed: detail.value as Draft['missed'] })}
            />
          </FormField>
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

function Entries({ draft: { entries }, onChange, errorAt }: FieldsProps) {
  return (
    <Container
      header={
        <Header variant="h2" description={words.entriesWhy}>
          {words.entries}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {entries.map((entry, at) => (
          <EntryFields
            key={entry.row}
            entry={entry}
            errorAt={(field) => errorAt(`/entries/${at}/${field}`)}
            onChange={(by) => onChange({ entries: entries.with(at, { ...entry, ...by }) })}
            onRemove={entries.length > 1 ? () => onChange({ entries: entries.toSpliced(at, 1) }) : undefined}
          />
        ))}
        <Button
          formAction="none"
          iconName="add-plus"
          disabled={entries.length >= MOST_ENTRIES}
          onClick={() => onChange({ entries: [...entries, newEntry(entries)] })}
        >
          {words.addEntry}
        </Button>
      </SpaceBetween>
    </Container>
  );
}
