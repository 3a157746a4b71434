import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import { words } from '../words/forms.ts';

interface TextFieldProps extends Omit<InputProps, 'onChange' | 'value'> {
  label: string;
  why?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
  value: string;
  onType: (text: string) => void;
}

/** A line of text with its name, what it is for, and what was said against it. */
export function TextField({ label, why, error, optional, onType, ...input }: TextFieldProps) {
  const name = optional ? (
    <span>
      {label} <i>{words.optional}</i>
    </span>
  ) : (
    label
  );
  return (
    <FormField label={name} description={why} errorText={error}>
      <Input autoComplete={false} {...input} onChange={({ detail }) => onType(detail.value)} />
    </FormField>
  );
}
