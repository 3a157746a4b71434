/** How far the objects of a backup have been created: whole parts, then objects of the part, then those begun. */
export interface RestorePlace {
  /** Parts before this one, in restore order, are done. */
  part: number;
  /** Objects of it before this one are done. */
  object: number;
  /** Objects before this one may have been created by a turn that did not live to say so. */
  begun: number;
  /** 0: all objects; after that those that the target has refused so far, once more. */
  round: number;
}

export function renderPlace({ part, object, begun, round }: RestorePlace): string {
  return `${part}.${object}.${begun}.${round}`;
}

/** A place of before there were rounds has three numbers. */
export function parsePlace(text: string | undefined): RestorePlace {
  const [part = 0, object = 0, begun = 0, round = 0] = (text ?? '').split('.').map(Number);
  return { part, object, begun, round };
}
