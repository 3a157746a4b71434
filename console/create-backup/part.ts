import type { Form } from './form.ts';

/** What each part of the form gets. */
export interface PartProps {
  form: Form;
  change: (changed: Partial<Form>) => void;
  /** What the API, or the form itself, says of a field, by the pointer of a backup's request. */
  errorOf: (pointer: string) => string | undefined;
}
