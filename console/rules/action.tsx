import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { parseSelectorText } from '../parts/selector-text.ts';
import { TextField } from '../parts/text-field.tsx';
import { words } from '../words/rules.ts';
import type { DraftAction } from './draft.ts';

interface ActionFieldsProps {
  action: DraftAction;
  onChange: (by: Partial<DraftAction>) => void;
  errorAt: (field: string) => string | undefined;
}

const optionsOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));
const ON_ERROR = optionsOf(words.onErrors);
const ON_NO_MATCH = optionsOf(words.onNoMatches);

/** One command, the pods that it is for, and what becomes of the backup when it fails. */
export function ActionFields(props: ActionFieldsProps) {
  const { action, onChange, errorAt } = props;
  const isWrong = action.selector.trim() !== '' && parseSelectorText(action.selector) === undefined;
  return (
    <SpaceBetween size="m">
      <div className="row wide">
        <TextField
          label={words.selector}
          why={words.selectorWhy}
          value={action.selector}
          placeholder="app=db"
          error={isWrong ? words.selectorWrong : errorAt('podSelector')}
          onType={(selector) => onChange({ selector })}
        />
        <TextField
          label={words.container}
          why={words.containerWhy}
          optional
          value={action.container}
          error={errorAt('container')}
          onType={(container) => onChange({ container })}
        />
      </div>
      <Script label={words.command} why={words.commandWhy} field="command" {...props} />
      <Script label={words.undo} why={words.undoWhy} field="undo" {...props} />
      <Checkbox
        checked={action.background}
        description={words.backgroundWhy}
        onChange={({ detail }) => onChange({ background: detail.checked })}
      >
        {words.background}
      </Checkbox>
      <Checkbox
        checked={action.runInSinglePod}
        description={words.singleWhy}
        onChange={({ detail }) => onChange({ runInSinglePod: detail.checked })}
      >
        {words.single}
      </Checkbox>
      <Outcomes {...props} />
    </SpaceBetween>
  );
}

interface ScriptProps extends ActionFieldsProps {
  label: string;
  why: string;
  field: 'command' | 'undo';
}

function Script({ label, why, field, action, onChange, errorAt }: ScriptProps) {
  return (
    <FormField label={label} description={why} stretch errorText={errorAt(field)}>
      <Textarea
        rows={field === 'command' ? 4 : 2}
        spellcheck={false}
        value={action[field]}
        onChange={({ detail }) => onChange({ [field]: detail.value })}
      />
    </FormField>
  );
}

function Outcomes({ action, onChange, errorAt }: ActionFieldsProps) {
  return (
    <div className="row">
      <TextField
        label={words.timeout}
        value={action.timeout}
        placeholder="30s"
        error={errorAt('timeout')}
        onType={(timeout) => onChange({ timeout })}
      />
      <FormField label={words.onError} errorText={errorAt('onError')}>
        <Select
          options={ON_ERROR}
          selectedOption={ON_ERROR.find(({ value }) => value === action.onError) ?? null}
          onChange={({ detail }) => onChange({ onError: detail.selectedOption.value as DraftAction['onError'] })}
        />
      </FormField>
      <FormField label={words.onNoMatch} errorText={errorAt('onNoMatch')}>
        <Select
          options={ON_NO_MATCH}
          selectedOption={ON_NO_MATCH.find(({ value }) => value === action.onNoMatch) ?? null}
          onChange={({ detail }) => onChange({ onNoMatch: detail.selectedOption.value as DraftAction['onNoMatch'] })}
        />
      </FormField>
    </div>
  );
}
