import type { OperationKind } from '../ids.ts';
import DEFINITIONS from './definitions.json' with { type: 'json' };
import type { Operation } from './operation.ts';

/** The file in state-machines that operations of a kind run by, without its ending. */
const MACHINES: Readonly<Partial<Record<OperationKind, keyof typeof DEFINITIONS>>> = {
  backup: 'backup',
  restore: 'restore',
  delete: 'delete-backup',
  validation: 'validate-location',
  maintenance: 'maintain-location',
  undo: 'undo-restore',
  simulation: 'simulate',
};

/** What a row keeps of an execution that has begun: the definition is that of the release which says so. */
export function executionEntry(
  kind: OperationKind,
  began: { arn: string; epoch: number; startedAt: string },
): Operation['executions'][number] {
  const machine = MACHINES[kind];
  return machine ? { ...began, definition: DEFINITIONS[machine] } : began;
}
