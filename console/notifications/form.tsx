import { useState } from 'react';
import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { useIdempotencyKey } from '../parts/idempotency.ts';
import { useEdited } from '../parts/use-edited.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { words as common } from '../words/forms.ts';
import { words } from '../words/notifications.ts';
import { draftOf, NEW, type Receiver, requestOf, updateOf } from './draft.ts';
import { NotificationFields } from './fields.tsx';

const CHANGES = ['notifications'];

export function NewNotification({ onEnd }: { onEnd: () => void }) {
  const api = useApi();
  const keyOf = useIdempotencyKey();
  const form = useSubmit();
  const [draft, setDraft] = useState(NEW);
  const create = async () => {
    const body = requestOf(draft);
    const params = { header: { 'Idempotency-Key': keyOf(body) } };
    const made = await form.submit(() => answered(api.POST('/v1/notifications', { params, body })), {
      done: ({ name }) => words.created(name),
      changes: CHANGES,
    });
    if (made) onEnd();
  };
  return (
    <FormPage
      title={words.createTitle}
      form={form}
      scope="admin"
      does={words.create}
      onSubmit={() => void create()}
      onCancel={onEnd}
    >
      <NotificationFields draft={draft} onChange={(by) => setDraft({ ...draft, ...by })} errorAt={form.errorAt} isNew />
    </FormPage>
  );
}

interface EditNotificationProps {
  first: Receiver;
  load: () => Promise<Receiver>;
  onEnd: () => void;
}

export function EditNotification({ first, load, onEnd }: EditNotificationProps) {
  const api = useApi();
  const form = useSubmit();
  const { from, draft, change, outdated } = useEdited({ first, begun: draftOf(first), draftOf, form, load });
  const { name, generation } = from;
  const save = async () => {
    const params = { path: { name }, header: { 'If-Match': `"${generation}"` } };
    const body = updateOf(draft);
    const saved = await form.submit(() => answered(api.PUT('/v1/notifications/{name}', { params, body })), {
      done: () => words.saved(name),
      changes: CHANGES,
    });
    if (saved) onEnd();
  };
  return (
    <FormPage
      title={words.editTitle(name)}
      form={form}
      scope="admin"
      does={common.save}
      onSubmit={() => void save()}
      onCancel={onEnd}
      outdated={outdated}
    >
      <NotificationFields draft={draft} onChange={change} errorAt={form.errorAt} isNew={false} />
    </FormPage>
  );
}
