import { useState } from 'react';
import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { Outdated } from '../parts/outdated.tsx';
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
  const [from, setFrom] = useState(first);
  const [draft, setDraft] = useState(() => draftOf(first));
  const { name, generation } = from;
  const save = async () => {
    const params = { path: { name }, header: { 'If-Match': `"${generation}"` } };
    const saved = await form.submit(
      () => answered(api.PUT('/v1/locations/{name}', { params, body: updateOf(draft) })),
      { done: () => words.saved(name), changes: ['locations', 'operations'] },
    );
    if (saved) onEnd();
  };
  const begin = (newest: Location) => {
    setFrom(newest);
    form.forget();
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
      outdated={
        <Outdated
          load={load}
          onKeep={begin}
          onTake={(newest) => {
            begin(newest);
            setDraft(draftOf(newest));
          }}
        />
      }
    >
      <LocationFields
        draft={draft}
        onChange={(by) => setDraft({ ...draft, ...by })}
        errorAt={form.errorAt}
        isNew={false}
      />
    </FormPage>
  );
}
