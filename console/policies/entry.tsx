import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import type { ReactNode } from 'react';
import { TextField } from '../parts/text-field.tsx';
import { DAYS, KINDS, words } from '../words/policies.ts';
import type { DraftEntry } from './draft.ts';

interface EntryFieldsProps {
  entry: DraftEntry;
  onChange: (by: Partial<DraftEntry>) => void;
  /** absent where it is the only one */
  onRemove: (() => void) | undefined;
  errorAt: (field: string) => string | undefined;
}

type Day = keyof typeof DAYS;
const KIND_OPTIONS = Object.entries(KINDS).map(([value, label]) => ({ value, label }));
const DAY_OPTIONS = Object.entries(DAYS).map(([value, label]) => ({ value: value as Day, label }));
const MONTH_DAYS = [...Array.from({ length: 28 }, (_, day) => String(day + 1)), 'last'].map((value) => ({ value }));

/** One line of a policy: a time, and how many to keep. */
export function EntryFields({ entry, onChange, onRemove, errorAt }: EntryFieldsProps) {
  return (
    <fieldset className="row">
      <legend className="unseen">{entry.id}</legend>
      <TextField label={words.id} value={entry.id} error={errorAt('id')} onType={(id) => onChange({ id })} />
      <FormField label={words.kind} errorText={errorAt('kind')}>
        <Select
          options={KIND_OPTIONS}
          selectedOption={KIND_OPTIONS.find(({ value }) => value === entry.kind) ?? null}
          onChange={({ detail }) => onChange({ kind: detail.selectedOption.value as DraftEntry['kind'] })}
        />
      </FormField>
      <When entry={entry} onChange={onChange} errorAt={errorAt} />
      <TextField
        label={words.keep}
        inputMode="numeric"
        value={entry.keep}
        error={errorAt('keep')}
        onType={(keep) => onChange({ keep })}
      />
      {onRemove && (
        <div className="row-end">
          <Button
            formAction="none"
            variant="icon"
            iconName="remove"
            ariaLabel={words.removeEntry(entry.id)}
            onClick={onRemove}
          />
        </div>
      )}
    </fieldset>
  );
}

function When({ entry, onChange, errorAt }: Omit<EntryFieldsProps, 'onRemove'>): ReactNode {
  const { kind, every, days, day, at, onceAt } = entry;
  if (kind === 'interval') {
    const type = (text: string) => onChange({ every: text });
    return <TextField label={words.every} value={every} placeholder="6h" error={errorAt('every')} onType={type} />;
  }
  if (kind === 'once') {
    const type = (text: string) => onChange({ onceAt: text });
    return (
      <TextField
        label={words.onceAt}
        value={onceAt}
        placeholder="2026-12-01T02:00"
        error={errorAt('at')}
        onType={type}
      />
    );
  }
  return (
    <>
      {kind === 'monthly' && (
        <FormField label={words.day} errorText={errorAt('day')}>
          <Select
            options={MONTH_DAYS}
            selectedOption={{ value: day }}
            onChange={({ detail }) => onChange({ day: detail.selectedOption.value ?? '' })}
          />
        </FormField>
      )}
      <TextField
        label={words.at}
        value={at}
        placeholder="02:00"
        error={errorAt('at')}
        onType={(text) => onChange({ at: text })}
      />
      {kind === 'weekly' && (
        <div className="row-below">
          <FormField label={words.days} stretch errorText={errorAt('days')}>
            <div className="ticks">
              {DAY_OPTIONS.map(({ value, label }) => (
                <Checkbox
                  key={value}
                  checked={days.includes(value)}
                  onChange={({ detail }) => onChange({ days: withDay(days, value, detail.checked) })}
                >
                  {label}
                </Checkbox>
              ))}
            </div>
          </FormField>
        </div>
      )}
    </>
  );
}

/** In the order of the week, whatever was ticked first. */
function withDay(days: readonly Day[], day: Day, isTicked: boolean): Day[] {
  return DAY_OPTIONS.map(({ value }) => value).filter((one) => (one === day ? isTicked : days.includes(one)));
}
