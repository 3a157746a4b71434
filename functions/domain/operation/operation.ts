import * as z from 'zod';
import { backupOperationSchema } from './backup-operation.ts';
import { deletionOperationSchema } from './deletion-operation.ts';
import { maintenanceOperationSchema } from './maintenance-operation.ts';
import { TERMINAL_PHASES } from './phase.ts';
import { restoreOperationSchema } from './restore-operation.ts';
import { simulationOperationSchema } from './simulation-operation.ts';
import { undoOperationSchema } from './undo-operation.ts';
import { validationOperationSchema } from './validation-operation.ts';

/** What the row of each kind of operation has. */
const SCHEMAS = {
  backup: backupOperationSchema,
  restore: restoreOperationSchema,
  delete: deletionOperationSchema,
  validation: validationOperationSchema,
  maintenance: maintenanceOperationSchema,
  undo: undoOperationSchema,
  simulation: simulationOperationSchema,
};

type Schemas = typeof SCHEMAS;
type Rows = { [Kind in keyof Schemas]: z.infer<Schemas[Kind]> };
type NameIn<Row> = Row extends unknown ? keyof Row : never;
type FieldIn<Row, Name extends PropertyKey> = Row extends unknown
  ? Name extends keyof Row
    ? Row[Name]
    : never
  : never;

/** The record that a state machine drives. Fields of other kinds are `never`, so any kind may be asked for them. */
export type Operation = {
  [Kind in keyof Rows]: Rows[Kind] & { [Name in Exclude<NameIn<Rows[keyof Rows]>, keyof Rows[Kind]>]?: never };
}[keyof Rows];

/** What a row is read by. */
export const operationSchema: z.ZodType<Operation> = z.discriminatedUnion('kind', [
  SCHEMAS.backup,
  SCHEMAS.restore,
  SCHEMAS.delete,
  SCHEMAS.validation,
  SCHEMAS.maintenance,
  SCHEMAS.undo,
  SCHEMAS.simulation,
]);

export type OperationOf<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>;
export type BackupOperation = OperationOf<'backup'>;
export type RestoreOperation = OperationOf<'restore'>;
export type DeletionOperation = OperationOf<'delete'>;
export type ValidationOperation = OperationOf<'validation'>;
export type MaintenanceOperation = OperationOf<'maintenance'>;
export type UndoOperation = OperationOf<'undo'>;
export type SimulationOperation = OperationOf<'simulation'>;

/** Attributes of operations, to be set; undefined removes one. */
export type OperationChanges = {
  [Name in Exclude<NameIn<Operation>, 'operationId' | 'kind' | 'epoch' | 'createdAt'>]?:
    | FieldIn<Operation, Name>
    | undefined;
};

export function isOfKind<Kind extends Operation['kind']>(
  operation: Operation | undefined,
  kind: Kind,
): operation is OperationOf<Kind> {
  return operation?.kind === kind;
}

/** It has ended, and nothing of it is left that somebody would have to come back for. */
export function isOver({ phase, residuals, nextTryAt }: Pick<Operation, 'phase' | 'residuals' | 'nextTryAt'>): boolean {
  return TERMINAL_PHASES.has(phase) && residuals.length === 0 && nextTryAt === undefined;
}

/** What each Task is told: which operation, and which of its executions is speaking. */
export interface Run {
  operationId: string;
  epoch: number;
}
