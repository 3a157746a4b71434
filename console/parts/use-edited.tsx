import { useState } from 'react';
import { Outdated } from './outdated.tsx';
import type { Submit } from './use-submit.ts';

interface Edited<Thing, First extends Thing | undefined, Draft> {
  /** What it is changed from; undefined of a new one. */
  first: First;
  /** What the form begins with. */
  begun: Draft;
  draftOf: (thing: Thing) => Draft;
  form: Submit;
  load?: (() => Promise<Thing>) | undefined;
}

/** What is typed, from which of its generations that began, and what to do where somebody else was faster. */
export function useEdited<Thing, First extends Thing | undefined, Draft>(edited: Edited<Thing, First, Draft>) {
  const { first, begun, draftOf, form, load } = edited;
  const [from, setFrom] = useState<First | Thing>(first);
  const [draft, setDraft] = useState(begun);
  const begin = (newest: Thing) => {
    setFrom(newest);
    form.forget();
  };
  const take = (newest: Thing) => {
    begin(newest);
    setDraft(draftOf(newest));
  };
  return {
    from,
    draft,
    change: (by: Partial<Draft>) => setDraft({ ...draft, ...by }),
    outdated: load && <Outdated load={load} onKeep={begin} onTake={take} />,
  };
}
