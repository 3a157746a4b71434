import type { Schemas } from '../../../client/client.ts';
import type { Form } from './form.ts';

/** What each step gets. */
export interface StepProps {
  form: Form;
  change: (changed: Partial<Form>) => void;
  backup: Schemas['Backup'];
}
