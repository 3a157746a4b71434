import { Fault } from '../../domain/errors.ts';
import { endOf } from '../../domain/operation/event-types.ts';
import type { Operation, OperationChanges, Run } from '../../domain/operation/operation.ts';
import { type Clock, isoNow } from '../clock/clock.ts';
import type { Table } from '../dynamodb/table.ts';
import { withPackedStages } from './packed-stages.ts';
import { keyOfOperation, operationOf } from './rows.ts';

// Clauses that conditions are built of; `:epoch` is the epoch of the execution that speaks.
const IS_MINE = '#epoch = :epoch';
export const IS_OPEN = 'attribute_not_exists(#finishedAt)';

interface More {
  clauses?: readonly string[];
  values?: Record<string, unknown>;
  extra?: readonly string[];
}

/** How the row of an operation is read, and written by the execution that it belongs to. */
export function createRunWriter(table: Table, clock: Clock) {
  async function read(operationId: string): Promise<Operation | undefined> {
    const item = await table.get(keyOfOperation(operationId));
    return item && operationOf(table, item);
  }

  return {
    read,

    /** Undefined where the execution is not the operation's any more, or another clause does not hold. */
    async write(
      { operationId, epoch }: Run,
      changes: OperationChanges,
      { clauses = [], values = {}, extra = [] }: More = {},
    ): Promise<Operation | undefined> {
      const item = await table.update(
        keyOfOperation(operationId),
        { ...withPackedStages(changes), updatedAt: isoNow(clock) },
        { when: [IS_MINE, ...clauses].join(' AND '), values: { ':epoch': epoch, ...values }, extra },
      );
      return item && operationOf(table, item);
    },

    /** Why a write of this run was refused: it has been replaced, has ended, or never was. */
    async refusal({ operationId, epoch }: Run): Promise<Fault> {
      const operation = await read(operationId);
      if (!operation) {
        const message = `there is no operation ${operationId}`;
        return new Fault('operation.not_found', message, { disposition: 'Permanent' });
      }
      const { phase, epoch: now } = operation;
      return new Fault('execution.superseded', `${operationId} is ${phase} in epoch ${now}; this is epoch ${epoch}`);
    },

    /** The event of an end. The same key for whoever writes it: there is one end. */
    async putEnd({ operationId, kind, phase, error, finishedAt }: Operation, message: string): Promise<void> {
      const record = `event#${finishedAt}#end`;
      const type = endOf(kind, phase);
      await table.put({ type, message: error?.message ?? message, at: finishedAt, operationId, record });
    },
  };
}

export type RunWriter = ReturnType<typeof createRunWriter>;
