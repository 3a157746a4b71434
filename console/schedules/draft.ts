import type { Schemas } from '../../client/client.ts';
import { type LabelPair, labelsOf, pairsOf } from '../parts/label-pairs.ts';

/** What of a schedule is changed by a form; all else of it stays. */
export interface Draft {
  policy: string;
  location: string;
  preExecRule: string;
  postExecRule: string;
  labels: LabelPair[];
  /** One a line. */
  mayBeDeleted: string;
}

export function draftOf({ policy, backup, mayBeDeleted }: Schemas['Schedule']): Draft {
  return {
    policy,
    location: backup.locations[0] ?? '',
    preExecRule: backup.preExecRule ?? '',
    postExecRule: backup.postExecRule ?? '',
    labels: pairsOf(backup.labels),
    mayBeDeleted: mayBeDeleted.join('\n'),
  };
}

export function updateOf({ backup }: Schemas['Schedule'], draft: Draft): Schemas['ScheduleUpdate'] {
  const { preExecRule: _pre, postExecRule: _post, ...rest } = backup;
  return {
    policy: draft.policy,
    backup: {
      ...rest,
      locations: draft.location === '' ? [] : [draft.location],
      labels: labelsOf(draft.labels),
      ...(draft.preExecRule ? { preExecRule: draft.preExecRule } : {}),
      ...(draft.postExecRule ? { postExecRule: draft.postExecRule } : {}),
    },
    mayBeDeleted: draft.mayBeDeleted.split(/[\s,]+/).filter((text) => text !== ''),
  };
}
