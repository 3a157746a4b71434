/** How far the objects of a backup have been created: whole parts, then objects of the part, then those begun. */
export interface RestorePlace {
  /** Parts before this one, in restore order, are done. */
  part: number;
  /** Objects of it before this one are done. */
  object: number;
  /** Objects before this one may have been created by a turn that did not live to say so. */
  begun: number;
}

export function renderPlace({ part, object, begun }: RestorePlace): string {
  return `${part}.${object}.${begun}`;
}

export function parsePlace(text: string | undefined): RestorePlace {
  const [part = 0, object = 0, begun = 0] = (text ?? '').split('.').map(Number);
  return { part, object, begun };
}
