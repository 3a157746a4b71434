import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Fault } from '../../domain/errors.ts';
import { endOf } from '../../domain/operation/event-types.ts';
import type { Operation, OperationChanges, Run } from '../../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../../domain/operation/phase.ts';
import { enterStage } from '../../domain/operation/stages.ts';
import { type Clock, isoNow } from '../clock/clock.ts';
import { updateOf } from '../dynamodb/expression.ts';
import type { RowLog } from '../dynamodb/read-row.ts';
import { createTable } from '../dynamodb/table.ts';
import { createCopyRows } from './copy-rows.ts';
import { createDeletionRows } from './deletion-rows.ts';
import { createEventRows } from './event-rows.ts';
import type { Ledger } from './ledger.ts';
import { listOfCluster } from './list-of-cluster.ts';
import { listOperations } from './list-operations.ts';
import { listBySchedule, listScheduled, readRunBefore } from './list-scheduled.ts';
import { createObjectRows } from './object-rows.ts';
import { withPackedStages } from './packed-stages.ts';
import { createPartRows } from './part-rows.ts';
import { deletedKeyOf, isPast, OPEN_KEYS, OPERATION, operationOf, rowOfOperation, scheduleKeyOf } from './rows.ts';
import { createUpkeepRows } from './upkeep-rows.ts';
import { createVolumeRows } from './volume-rows.ts';

// Clauses that conditions are built of; `:epoch` is the epoch of the execution that speaks.
const IS_MINE = '#epoch = :epoch';
const IS_OPEN = 'attribute_not_exists(#finishedAt)';
const IS_THERE = 'attribute_exists(#operationId)';
/** A Task that is delivered twice enters its state at once with itself. */
const MAX_ENTRIES = 5;

interface More {
  clauses?: string[];
  extra?: string[];
  polls?: number;
}

/**
 * The ledger on DynamoDB. Invariant: whatever an execution writes carries its epoch, and a takeover raises the epoch
 * first; so a Lambda that outlives its execution (StopExecution and timeouts do not stop one) can write nothing more.
 * @param log is told of rows that lists leave out
 */
export function createLedger(client: DynamoDBClient, tableName: string, clock: Clock, log?: RowLog): Ledger {
  const table = createTable(client, tableName);
  const source = { table, log };
  const volumes = createVolumeRows(table);

  async function read(operationId: string): Promise<Operation | undefined> {
    const item = await table.get(keyOfOperation(operationId));
    return item ? operationOf(table, item) : undefined;
  }

  async function update(run: Run, changes: OperationChanges, more: More = {}) {
    const clauses = [IS_MINE, ...(more.clauses ?? [])];
    const expression = updateOf(
      { ...withPackedStages(changes), updatedAt: isoNow(clock) },
      {
        values: {
          ':epoch': run.epoch,
          ...(more.extra ? { ':one': 1 } : {}),
          ...(more.polls === undefined ? {} : { ':polls': more.polls }),
        },
        names: ['epoch', ...namesIn([...(more.clauses ?? []), ...(more.extra ?? [])])],
        ...(more.extra ? { extra: more.extra } : {}),
      },
    );
    return await table.update(keyOfOperation(run.operationId), expression, clauses.join(' AND '));
  }

  /** Why a write of this run was refused: it has been replaced, has ended, or never was. */
  async function refusal(run: Run): Promise<Fault> {
    const operation = await read(run.operationId);
    if (!operation)
      return new Fault('operation.not_found', `there is no operation ${run.operationId}`, { disposition: 'Permanent' });
    return new Fault(
      'execution.superseded',
      `${run.operationId} is ${operation.phase} in epoch ${operation.epoch}; this is epoch ${run.epoch}`,
    );
  }

  /** Among what is past of its schedule; retention reads it no more. */
  async function movePast(operationId: string, scheduleUid: string): Promise<void> {
    const moved = updateOf({ scheduleKey: scheduleKeyOf(scheduleUid, 'Deleted') }, { names: ['finishedAt'] });
    await table.update(keyOfOperation(operationId), moved, 'attribute_exists(#finishedAt)');
  }

  /** The event of an end. The same key for whoever writes it: there is one end. */
  async function putEnd({ operationId, kind, phase, error, finishedAt }: Operation, message: string): Promise<void> {
    const type = endOf(kind, phase);
    const record = `event#${finishedAt}#end`;
    await table.put({ type, message: error?.message ?? message, at: finishedAt, operationId, record });
  }

  return {
    ...volumes,
    ...createDeletionRows(table, clock),
    ...createObjectRows(table, refusal),
    ...createPartRows(table, refusal),
    ...createCopyRows(source, { read, refusal }),
    ...createEventRows(source, clock),
    ...createUpkeepRows(table, refusal),

    async createOperation(operation) {
      const created = await table.put(rowOfOperation(operation), 'attribute_not_exists(#operationId)', {
        '#operationId': 'operationId',
      });
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
        const entered = await update(run, changes, { clauses: [IS_OPEN, '#polls = :polls'], polls: operation.polls });
        if (entered) return operationOf(table, entered);
      }
      throw new Fault('ledger.throttled', `${run.operationId}: others entered ${stage} at the same time`);
    },

    async updateOperation(run, changes) {
      const item = await update(run, changes);
      if (!item) throw await refusal(run);
      return operationOf(table, item);
    },

    async recordError(run, failure) {
      await update(run, { error: failure }, { clauses: [IS_OPEN, 'attribute_not_exists(#error)'] });
    },

    async requestCancel(operationId, by) {
      const item = await table.update(
        keyOfOperation(operationId),
        updateOf(
          { cancelRequestedAt: isoNow(clock), cancelRequestedBy: by, updatedAt: isoNow(clock) },
          { names: ['operationId', 'finishedAt', 'sealingAt'] },
        ),
        `${IS_THERE} AND ${IS_OPEN} AND attribute_not_exists(#sealingAt) AND attribute_not_exists(#cancelRequestedAt)`,
      );
      if (item) return operationOf(table, item);
      const operation = await read(operationId);
      if (!operation) throw new Fault('operation.not_found', `there is no operation ${operationId}`);
      if (TERMINAL_PHASES.has(operation.phase)) throw new Fault('operation.ended', `it is ${operation.phase}`);
      if (operation.sealingAt) {
        const code = operation.kind === 'delete' ? 'backup.deleting' : 'backup.sealing';
        throw new Fault(code, `since ${operation.sealingAt}`);
      }
      return operation;
    },

    async claimSealing(run) {
      const claimed = await update(
        run,
        { sealingAt: isoNow(clock) },
        { clauses: [IS_OPEN, 'attribute_not_exists(#sealingAt)', 'attribute_not_exists(#cancelRequestedAt)'] },
      );
      if (claimed) return true;
      const operation = await read(run.operationId);
      if (operation?.epoch !== run.epoch) throw await refusal(run);
      return operation.sealingAt !== undefined;
    },

    async finishOperation(run, phase, changes, message = '') {
      const item = await update(run, { ...changes, phase, finishedAt: isoNow(clock) }, { clauses: [IS_OPEN] });
      const standing = item ? operationOf(table, item) : await read(run.operationId);
      if (!standing?.finishedAt || standing.epoch !== run.epoch) throw await refusal(run);
      if (standing.slot && isPast(standing.phase)) await movePast(standing.operationId, standing.slot.schedule.uid);
      await putEnd(standing, message);
      return standing.phase;
    },

    async updateEnded(operationId, changes) {
      const expression = updateOf({ ...changes }, { names: ['finishedAt'] });
      const item = await table.update(keyOfOperation(operationId), expression, 'attribute_exists(#finishedAt)');
      return item && operationOf(table, item);
    },

    async closeOperation(operationId, deletedAt) {
      const openKey = deletedAt === undefined ? undefined : deletedKeyOf(deletedAt);
      const values = { ':deleted': 'Deleted' };
      await table.update(
        keyOfOperation(operationId),
        updateOf({ openKey, residuals: [] }, { names: ['finishedAt', 'phase'], values }),
        // Deleted since it was read: whoever reads it again closes it as such.
        `attribute_exists(#finishedAt) AND #phase ${deletedAt === undefined ? '<>' : '='} :deleted`,
      );
    },

    async listDeleted(day) {
      const rows = await table.queryAll({
        index: 'by-open',
        condition: '#openKey = :key',
        names: { '#openKey': 'openKey' },
        values: { ':key': deletedKeyOf(day) },
      });
      return rows.map(({ operationId }) => String(operationId));
    },
    async purge(operationId) {
      const operation = await read(operationId);
      if (operation && operation.phase !== 'Deleted') return;
      const rows = await table.queryAll({
        condition: '#operationId = :id',
        names: { '#operationId': 'operationId' },
        values: { ':id': operationId },
      });
      for (const { record } of rows) {
        if (record !== OPERATION) await table.delete({ operationId, record: String(record) });
      }
      // Last: without it nobody would find the others.
      await table.delete(keyOfOperation(operationId));
    },

    async raiseEpoch(run, changes) {
      const item = await update(
        run,
        { polls: 0, turns: 0, unreachableSince: undefined, ...changes },
        { clauses: [IS_OPEN], extra: ['#epoch = #epoch + :one'] },
      );
      return item ? operationOf(table, item) : undefined;
    },

    async readRunBefore(operation) {
      return await readRunBefore(source, operation);
    },
    async listOperations(filter, cursor, limit = 50) {
      if (filter.scheduleUid) return await listScheduled(source, filter.scheduleUid, filter, cursor, limit);
      if (filter.clusterId) return await listOfCluster(source, filter.clusterId, filter, cursor, limit);
      return await listOperations(source, clock.now(), filter, cursor, limit);
    },
    async listBySchedule(scheduleUid) {
      return await listBySchedule(source, scheduleUid);
    },
    async listIncomplete() {
      const pages = await Promise.all(
        OPEN_KEYS.map((key) =>
          table.queryAll({
            index: 'by-open',
            condition: '#openKey = :key',
            names: { '#openKey': 'openKey' },
            values: { ':key': key },
          }),
        ),
      );
      return pages.flat().map(({ operationId }) => String(operationId));
    },
  };
}

function keyOfOperation(operationId: string) {
  return { operationId, record: OPERATION };
}

/** The attribute names that clauses mention, so that each is aliased. */
function namesIn(clauses: string[]): string[] {
  return [...new Set(clauses.flatMap((clause) => [...clause.matchAll(/#(\w+)/g)].map(([, name]) => String(name))))];
}
