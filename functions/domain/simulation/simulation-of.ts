import { Fault } from '../errors.ts';
import { isOfKind, type Operation, type SimulationOperation } from '../operation/operation.ts';
import type { SimulationSpec } from '../operation/simulation-operation.ts';

/** A simulation of a backup, or of a restore. */
export type SimulationOf<Of extends SimulationSpec['of']> = SimulationOperation & {
  spec: Extract<SimulationSpec, { of: Of }>;
};

function isOf<Of extends SimulationSpec['of']>(operation: Operation, of: Of): operation is SimulationOf<Of> {
  return isOfKind(operation, 'simulation') && operation.spec.of === of;
}

/** What its state is for. */
export function simulationOf<Of extends SimulationSpec['of']>(operation: Operation, of: Of): SimulationOf<Of> {
  if (isOf(operation, of)) return operation;
  throw new Fault('internal', `${operation.operationId} is no simulation of a ${of}`);
}
