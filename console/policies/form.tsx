import { FormPage } from '../parts/form-page.tsx';
import { useEdited } from '../parts/use-edited.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { useSchedules } from '../schedules/use-schedules.ts';
import { words as common } from '../words/forms.ts';
import { words } from '../words/policies.ts';
import { type Draft, draftOf, type Policy } from './draft.ts';
import { PolicyFields } from './fields.tsx';
import { Preview } from './preview.tsx';
import { RemovePolicy } from './remove.tsx';
import { UsedBy } from './used-by.tsx';

interface PolicyFormProps {
  title: string;
  does?: string;
  first: Draft;
  /** What it is changed from; absent of a new one. */
  stored?: Policy;
  load?: () => Promise<Policy>;
  done: (name: string) => string;
  send: (draft: Draft, generation: number) => Promise<void>;
  onEnd: () => void;
}

/** What is typed, and beside it what would come of it. */
export function PolicyForm({ title, does = common.save, first, stored, load, done, send, onEnd }: PolicyFormProps) {
  const form = useSubmit();
  const { from, draft, change, outdated } = useEdited({ first: stored, begun: first, draftOf, form, load });
  const bound = useSchedules().filter(({ policy }) => policy === stored?.name);
  const save = async () => {
    const name = draft.name.trim();
    const saved = await form.submit(
      async () => {
        await send(draft, from?.generation ?? 0);
        return true;
      },
      { done: () => done(name), changes: ['policies', 'schedules'] },
    );
    if (saved) onEnd();
  };
  return (
    <div className="beside">
      <FormPage
        title={title}
        description={
          stored && (
            // It stands in a paragraph, which takes no blocks.
            <>
              {words.editWhy}
              <br />
              {words.usedBy}: <UsedBy schedules={bound} />
            </>
          )
        }
        form={form}
        scope="operate"
        does={does}
        onSubmit={() => void save()}
        onCancel={onEnd}
        {...(stored ? { also: <RemovePolicy policy={stored} onRemoved={onEnd} /> } : {})}
        outdated={outdated}
      >
        <PolicyFields draft={draft} onChange={change} errorAt={form.errorAt} isNew={!stored} />
      </FormPage>
      <div className="aside">
        <Preview draft={draft} schedules={bound.map(({ name }) => name)} />
      </div>
    </div>
  );
}
