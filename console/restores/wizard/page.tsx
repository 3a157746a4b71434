import Wizard from '@cloudscape-design/components/wizard';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { answered, type Schemas } from '../../../client/client.ts';
import { usePolled } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';
import { useIdempotencyKey } from '../../parts/idempotency.ts';
import { useSubmit } from '../../parts/use-submit.ts';
import { words as common } from '../../words/everywhere.ts';
import { words } from '../../words/restore.ts';
import { BackupStep } from './backup-step.tsx';
import { ClassesStep } from './classes-step.tsx';
import { EMPTY, type Form, restoreOf } from './form.ts';
import { ReviewStep } from './review-step.tsx';
import { TargetStep } from './target-step.tsx';

/** From a backup to a restore in four steps; the last shows what would be in the way, before anything begins. */
export function RestoreWizard() {
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [form, setForm] = useState<Form>(() => ({ ...EMPTY, backup: parameters.get('backup') ?? '' }));
  const [step, setStep] = useState(form.backup === '' ? 0 : 1);
  const [wrong, setWrong] = useState<string>();
  const { data: backup } = useBackup(form.backup);
  const { sending, restore } = useRestore();
  const change = (changed: Partial<Form>) => setForm((before) => ({ ...before, ...changed }));
  const part = backup && { form, change, backup };
  const go = (to: number) => {
    const missing = to > 0 && form.backup === '';
    setWrong(missing ? words.missing : undefined);
    if (!missing) setStep(to);
  };
  return (
    <Wizard
      activeStepIndex={step}
      isLoadingNextStep={sending.running || (form.backup !== '' && !backup)}
      onNavigate={({ detail }) => go(detail.requestedStepIndex)}
      onCancel={() => void navigate('/restores')}
      onSubmit={() => {
        if (backup) void restore(form, backup);
      }}
      i18nStrings={{
        stepNumberLabel: (number) => words.stepOf(number, 4),
        collapsedStepsLabel: words.stepOf,
        cancelButton: common.cancel,
        previousButton: words.previous,
        nextButton: words.next,
        submitButton: words.submit,
        optional: words.optional,
        navigationAriaLabel: words.title,
      }}
      steps={[
        {
          title: words.steps.backup,
          description: words.backupHint,
          content: (
            <BackupStep
              form={form}
              change={change}
              backup={backup}
              wrong={wrong}
              namespace={parameters.get('namespace')}
            />
          ),
        },
        { title: words.steps.target, description: words.mappingHint, content: part && <TargetStep {...part} /> },
        { title: words.steps.classes, description: words.classesHint, content: part && <ClassesStep {...part} /> },
        {
          title: words.steps.review,
          description: words.reviewHint,
          content: part && <ReviewStep {...part} sending={sending} />,
        },
      ]}
    />
  );
}

function useBackup(id: string) {
  const api = useApi();
  return usePolled({
    key: ['operation', id],
    enabled: id !== '',
    load: (signal) => answered(api.GET('/v1/backups/{id}', { params: { path: { id } }, signal })),
  });
}

/** Sends it once, however often it is pressed, and goes to it. */
function useRestore() {
  const api = useApi();
  const navigate = useNavigate();
  const keyFor = useIdempotencyKey();
  const sending = useSubmit();
  const restore = async (form: Form, backup: Schemas['Backup']) => {
    const body = restoreOf(form, backup);
    const params = { header: { 'Idempotency-Key': keyFor(body) } };
    const said = { done: () => words.created, changes: ['restores', 'operations'] };
    const made = await sending.submit(() => answered(api.POST('/v1/restores', { params, body })), said);
    if (made) void navigate(`/restores/${made.id}`);
  };
  return { sending, restore };
}
