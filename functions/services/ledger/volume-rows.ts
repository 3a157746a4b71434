import { Fault } from '../../domain/errors.ts';
import type { Run } from '../../domain/operation/operation.ts';
import type { Transfer } from '../../domain/transfer/transfer.ts';
import { withTransfers } from '../../domain/transfer/volume-transfers.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import { recordOfTransfer, recordOfVolume, rowOfVolume, transferOf, volumeOf } from './rows.ts';

const CONCURRENCY = 25;

/** The volumes of an operation, and their transfers; each row carries the epoch that may write it. */
export function createVolumeRows(table: Table) {
  return {
    async putVolumes(run, volumes) {
      await putAll(volumes.map((volume) => rowOfVolume(run.operationId, volume)));
    },

    async readVolumes(operationId) {
      return volumesIn(table, await readAll(operationId));
    },

    async updateVolume(run, volumeId, changes) {
      const item = await table.update({ operationId: run.operationId, record: recordOfVolume(volumeId) }, changes, {
        when: '#epoch = :epoch',
        values: { ':epoch': run.epoch },
      });
      if (!item) throw new Fault('execution.superseded', `volume ${volumeId} is not in epoch ${run.epoch}`);
      return volumeOf(table, item);
    },

    async adoptVolumes(run) {
      const found = await readAll(run.operationId);
      const adopted: Item[] = [];
      for (let from = 0; from < found.length; from += CONCURRENCY) {
        adopted.push(
          ...(await Promise.all(found.slice(from, from + CONCURRENCY).map((item) => adopt(table, run, item)))),
        );
      }
      return volumesIn(table, adopted);
    },

    async putTransfers({ operationId }, transfers) {
      await putAll(transfers.map((transfer) => ({ ...transfer, operationId, record: recordOfTransfer(transfer.id) })));
    },

    async readTransfers({ operationId }) {
      const items = await readAll(operationId);
      return { transfers: transfersIn(table, items), volumes: volumesIn(table, items) };
    },

    async updateTransfer(run, transfer, changes) {
      const isNew = transfer.epoch === 0;
      const item = await table.update(
        { operationId: run.operationId, record: recordOfTransfer(transfer.id) },
        { ...(isNew ? transfer : {}), ...changes, epoch: run.epoch },
        {
          // An execution that was lost may have made it after this one has adopted what there was.
          when: isNew ? 'attribute_not_exists(#epoch) OR #epoch <= :mine' : '#epoch <= :mine',
          values: { ':mine': run.epoch },
        },
      );
      if (!item) throw new Fault('execution.superseded', `transfer ${transfer.id} is not in epoch ${run.epoch}`);
      return transferOf(table, item) as typeof transfer;
    },
  } satisfies Partial<Ledger>;

  async function putAll(rows: readonly Item[]): Promise<void> {
    for (let from = 0; from < rows.length; from += CONCURRENCY) {
      const slice = rows.slice(from, from + CONCURRENCY);
      await Promise.all(slice.map((row) => table.put(row, { when: 'attribute_not_exists(#record)' })));
    }
  }

  /** Their keys are neighbours: one Query reads both. */
  async function readAll(operationId: string): Promise<Item[]> {
    const where = '#record BETWEEN :from AND :to';
    return await table.queryAll({ of: { operationId }, where, values: { ':from': 'transfer#', ':to': 'volume$' } });
  }
}

async function adopt(table: Table, run: Run, item: Item): Promise<Item> {
  if (item.epoch === run.epoch) return item;
  const key = { operationId: run.operationId, record: String(item.record) };
  const { epoch } = run;
  return (await table.update(key, { epoch }, { when: '#epoch < :mine', values: { ':mine': epoch } })) ?? item;
}

/** In the order of what they are of, which is that of the other rows. */
function transfersIn(table: Table, items: readonly Item[]): Transfer[] {
  const transfers = items
    .filter(({ record }) => String(record).startsWith('transfer#'))
    .map((item) => transferOf(table, item));
  return transfers.toSorted((a, b) => (subjectOf(a) < subjectOf(b) ? -1 : 1));
}

function subjectOf({ repository, volumeId }: Transfer): string {
  return volumeId ?? `${repository.clusterId}#${repository.namespace}`;
}

function volumesIn(table: Table, items: readonly Item[]): Volume[] {
  const transfers = Map.groupBy(transfersIn(table, items), ({ volumeId }) => volumeId);
  return items
    .filter(({ record }) => String(record).startsWith('volume#'))
    .map((item) => volumeOf(table, item))
    .map((row) => withTransfers(row, transfers.get(row.volumeId) ?? []));
}
