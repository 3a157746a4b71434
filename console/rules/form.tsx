import SpaceBetween from '@cloudscape-design/components/space-between';
import { FormPage } from '../parts/form-page.tsx';
import { useEdited } from '../parts/use-edited.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { UsedBy } from '../policies/used-by.tsx';
import { useSchedules } from '../schedules/use-schedules.ts';
import { words as common } from '../words/forms.ts';
import { words } from '../words/rules.ts';
import { type Draft, draftOf, type Rule } from './draft.ts';
import { RuleFields } from './fields.tsx';
import { RemoveRule } from './remove.tsx';
import { TryOut } from './try-out.tsx';
import { usersOf } from './users.ts';

interface RuleFormProps {
  title: string;
  does?: string;
  first: Draft;
  /** What it is changed from; absent of a new one. */
  stored?: Rule;
  load?: () => Promise<Rule>;
  done: (name: string) => string;
  send: (draft: Draft, generation: number) => Promise<void>;
  onSaved: (name: string) => void;
  onLeave: () => void;
}

export function RuleForm(props: RuleFormProps) {
  const { title, does = common.save, first, stored, load, done, send, onSaved, onLeave } = props;
  const form = useSubmit();
  const { from, draft, change, outdated } = useEdited({ first: stored, begun: first, draftOf, form, load });
  const save = async () => {
    const name = draft.name.trim();
    const saved = await form.submit(
      async () => {
        await send(draft, from?.generation ?? 0);
        return true;
      },
      { done: () => done(name), changes: ['rules'] },
    );
    if (saved) onSaved(name);
  };
  return (
    <SpaceBetween size="xl">
      <FormPage
        title={title}
        description={stored ? <Users rule={stored} /> : words.description}
        form={form}
        scope="admin"
        does={does}
        onSubmit={() => void save()}
        onCancel={onLeave}
        {...(stored ? { also: <RemoveRule rule={stored} onRemoved={onLeave} /> } : {})}
        outdated={outdated}
      >
        <RuleFields draft={draft} onChange={change} errorAt={form.errorAt} isNew={!stored} />
      </FormPage>
      {stored && <TryOut rule={stored.name} />}
    </SpaceBetween>
  );
}

function Users({ rule: { name, usedBy } }: { rule: Rule }) {
  const users = usersOf(useSchedules(), name);
  return (
    // It stands in a paragraph, which takes no blocks.
    <>
      {words.editWhy}
      <br />
      {words.usedBy}: <UsedBy schedules={users} />
      {usedBy && usedBy.schedules > users.length && ` (${words.schedulesInAll(usedBy.schedules)})`}
    </>
  );
}
