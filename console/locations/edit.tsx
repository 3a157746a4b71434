import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { useEdited } from '../parts/use-edited.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { words as common } from '../words/forms.ts';
import { words } from '../words/locations.ts';
import type { Location } from './columns.tsx';
import { draftOf, updateOf } from './draft.ts';
import { LocationFields } from './fields.tsx';

interface EditLocationProps {
  first: Location;
  load: () => Promise<Location>;
  onEnd: () => void;
}

export function EditLocation({ first, load, onEnd }: EditLocationProps) {
  const api = useApi();
  const form = useSubmit();
  const { from, draft, change, outdated } = useEdited({ first, begun: draftOf(first), draftOf, form, load });
  const { name, generation } = from;
  const save = async () => {
    const params = { path: { name }, header: { 'If-Match': `"${generation}"` } };
    const saved = await form.submit(
      () => answered(api.PUT('/v1/locations/{name}', { params, body: updateOf(draft) })),
      { done: () => words.saved(name), changes: ['locations', 'operations'] },
    );
    if (saved) onEnd();
  };
  return (
    <FormPage
      title={words.editTitle(name)}
      description={words.editWhy}
      form={form}
      scope="admin"
      does={common.save}
      onSubmit={() => void save()}
      onCancel={onEnd}
      outdated={outdated}
    >
      <LocationFields draft={draft} onChange={change} errorAt={form.errorAt} isNew={false} />
    </FormPage>
  );
}
