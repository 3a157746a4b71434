import { MACHINES } from 'virtual:state-machines';
import type { Schemas } from '../../../client/client.ts';
import { isOpen, type Kind } from '../../words/phases.ts';

export type Stage = NonNullable<Schemas['Operation']['stages']>[number];
export type RowStatus = 'waiting' | 'running' | 'done' | 'failed' | 'passed';

/** One Task state, with its Choice and Wait folded into it, over all epochs. */
export interface Row {
  state: string;
  does: string;
  stages: readonly Stage[];
  visits: number;
  retries: number;
  status: RowStatus;
}

const MACHINE_OF: Readonly<Partial<Record<Kind, string>>> = {
  backup: 'backup',
  restore: 'restore',
  delete: 'delete-backup',
  validation: 'validate-location',
  maintenance: 'maintain-location',
  undo: 'undo-restore',
  simulation: 'simulate',
};

type Folded = Pick<Schemas['Operation'], 'kind' | 'stages' | 'definition' | 'phase'>;

/** Whether it runs by the state machine that this console was built with. */
export function isKnown({ kind, definition }: { kind: Kind; definition?: string | undefined }): boolean {
  return definition === undefined || definition === MACHINES[MACHINE_OF[kind] ?? '']?.definition;
}

/**
 * What ran, in the order of the machine's file. States of another release, which this console's machine does not have, stand
 * where they were entered.
 */
export function foldStages({ kind, stages = [], definition, ...operation }: Folded): Row[] {
  const open = isOpen(operation);
  const known = isKnown({ kind, definition }) ? (MACHINES[MACHINE_OF[kind] ?? '']?.states ?? []) : [];
  const sentences = new Map(known.map((one) => [one.state, one.does]));
  // A state that the way of the operation does not name, as that of a continuation, is seen where it was entered.
  const named = known.filter(({ state, does }) => does !== '' || stages.some((stage) => stage.state === state));
  const order = named.map(({ state }) => state);
  for (const { state } of stages) {
    if (order.includes(state)) continue;
    const before = stages
      .slice(
        0,
        stages.findIndex((one) => one.state === state),
      )
      .at(-1)?.state;
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, state);
  }
  const lastEntered = Math.max(-1, ...stages.map(({ state }) => order.indexOf(state)));
  return order.map((state, at) => {
    const own = stages.filter((stage) => stage.state === state);
    return {
      state,
      does: sentences.get(state) ?? '',
      stages: own,
      visits: own.reduce((sum, { visits }) => sum + visits, 0),
      retries: own.reduce((sum, { retries }) => sum + retries, 0),
      status: statusOf(own, open, at < lastEntered),
    };
  });
}

/** A state that was not entered although a later one was had nothing to do, or was jumped over. */
function statusOf(stages: readonly Stage[], open: boolean, isBefore: boolean): RowStatus {
  const last = stages.at(-1);
  if (!last) return isBefore || !open ? 'passed' : 'waiting';
  if (last.failure) return 'failed';
  return last.leftAt === undefined && open ? 'running' : 'done';
}
