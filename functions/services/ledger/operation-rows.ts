import { Fault } from '../../domain/errors.ts';
import { TERMINAL_PHASES } from '../../domain/operation/phase.ts';
import { enterStage } from '../../domain/operation/stages.ts';
import { type Clock, isoNow } from '../clock/clock.ts';
import type { Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import { keyOfOperation, operationOf, rowOfOperation } from './rows.ts';
import { IS_OPEN, type RunWriter } from './run-writer.ts';

const IS_THERE = 'attribute_exists(#operationId)';
const IS_NOT_SEALING = 'attribute_not_exists(#sealingAt)';
const IS_NOT_CANCELLED = 'attribute_not_exists(#cancelRequestedAt)';
const IS_NOT_CHECKED = 'attribute_not_exists(#checkedAt)';
/** A Task that is delivered twice enters its state at once with itself. */
const MAX_ENTRIES = 5;

/** Of the row of an operation, what is written until it ends. */
export function createOperationRows(table: Table, clock: Clock, { read, write, refusal, putEnd }: RunWriter) {
  return {
    async createOperation(operation) {
      const created = await table.put(rowOfOperation(operation), { when: 'attribute_not_exists(#operationId)' });
      const standing = created ? operation : await read(operation.operationId);
      if (standing?.finishedAt && standing.startedAt === undefined) await putEnd(standing, '');
      return { created, operation: standing ?? operation };
    },

    readOperation: read,

    async enterStage(run, stage, visit = {}) {
      for (let tries = 0; tries < MAX_ENTRIES; tries += 1) {
        const operation = await read(run.operationId);
        if (operation?.epoch !== run.epoch || operation.finishedAt) throw await refusal(run);
        const changes = enterStage(operation, stage, visit, isoNow(clock));
        const values = { ':polls': operation.polls };
        const entered = await write(run, changes, { clauses: [IS_OPEN, '#polls = :polls'], values });
        if (entered) return entered;
      }
      throw new Fault('ledger.throttled', `others entered ${stage} of ${run.operationId} at the same time`);
    },

    async updateOperation(run, changes, rules) {
      const updated = await write(run, changes, rules ? { clauses: [IS_NOT_CHECKED] } : {});
      if (!updated) throw await refusal(run);
      return updated;
    },

    async recordError(run, failure) {
      await write(run, { error: failure }, { clauses: [IS_OPEN, 'attribute_not_exists(#error)'] });
    },

    async requestCancel(operationId, by) {
      const at = isoNow(clock);
      const item = await table.update(
        keyOfOperation(operationId),
        { cancelRequestedAt: at, cancelRequestedBy: by, updatedAt: at },
        { when: [IS_THERE, IS_OPEN, IS_NOT_SEALING, IS_NOT_CANCELLED].join(' AND ') },
      );
      if (item) return operationOf(table, item);
      const operation = await read(operationId);
      if (!operation) throw new Fault('operation.not_found', `there is no operation ${operationId}`);
      if (TERMINAL_PHASES.has(operation.phase))
        throw new Fault('operation.ended', `operation ${operationId} is ${operation.phase}`);
      if (operation.sealingAt) {
        const isDeletion = operation.kind === 'delete';
        const what = isDeletion ? 'has been removing the seal of its backup' : 'has been sealing';
        const message = `operation ${operationId} ${what} since ${operation.sealingAt}`;
        throw new Fault(isDeletion ? 'backup.deleting' : 'backup.sealing', message);
      }
      return operation;
    },

    async claimSealing(run) {
      const clauses = [IS_OPEN, IS_NOT_SEALING, IS_NOT_CANCELLED];
      if (await write(run, { sealingAt: isoNow(clock) }, { clauses })) return true;
      const operation = await read(run.operationId);
      if (operation?.epoch !== run.epoch) throw await refusal(run);
      return operation.sealingAt !== undefined;
    },

    async raiseEpoch(run, changes) {
      const anew = { polls: 0, turns: 0, unreachableSince: undefined, ...changes };
      return await write(run, anew, { clauses: [IS_OPEN], extra: ['#epoch = #epoch + :one'], values: { ':one': 1 } });
    },
  } satisfies Partial<Ledger>;
}
