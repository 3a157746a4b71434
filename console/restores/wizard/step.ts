import type { Schemas } from '../../../client/client.ts';
import type { Told } from '../../api/problems.ts';
import type { Form } from './form.ts';

/** What each step gets. */
export interface StepProps {
  form: Form;
  change: (changed: Partial<Form>) => void;
  backup: Schemas['Backup'];
}

/** What the API has said to the restore itself. */
export interface RestoreFailure {
  error: unknown;
  said: Told;
}
