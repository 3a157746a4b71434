import { Fault } from '../../domain/errors.ts';
import type { Run } from '../../domain/operation/operation.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { updateOf } from '../dynamodb/expression.ts';
import type { Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import { recordOfVolume, rowOfVolume, volumeOf } from './rows.ts';

type VolumeRows = Pick<Ledger, 'putVolumes' | 'readVolumes' | 'updateVolume' | 'adoptVolumes'>;

const AT_ONCE = 25;

/** The volumes of an operation; each row carries the epoch that may write it. */
export function createVolumeRows(table: Table): VolumeRows {
  const rows: VolumeRows = {
    async putVolumes(run, volumes) {
      for (let from = 0; from < volumes.length; from += AT_ONCE) {
        await Promise.all(
          volumes
            .slice(from, from + AT_ONCE)
            .map((volume) =>
              table.put(rowOfVolume(run.operationId, volume), 'attribute_not_exists(#record)', { '#record': 'record' }),
            ),
        );
      }
    },

    async readVolumes(operationId) {
      const items = await table.queryAll({
        condition: '#operationId = :id AND begins_with(#record, :prefix)',
        names: { '#operationId': 'operationId', '#record': 'record' },
        values: { ':id': operationId, ':prefix': 'volume#' },
      });
      return items.map(volumeOf);
    },

    async updateVolume(run, volumeId, changes) {
      const item = await table.update(
        { operationId: run.operationId, record: recordOfVolume(volumeId) },
        updateOf({ ...changes }, { names: ['epoch'], values: { ':epoch': run.epoch } }),
        '#epoch = :epoch',
      );
      if (!item) throw new Fault('execution.superseded', `volume ${volumeId} is not in epoch ${run.epoch}`);
      return volumeOf(item);
    },

    async adoptVolumes(run) {
      const found = await rows.readVolumes(run.operationId);
      const adopted: Volume[] = [];
      for (let from = 0; from < found.length; from += AT_ONCE) {
        const slice = found.slice(from, from + AT_ONCE);
        adopted.push(...(await Promise.all(slice.map((volume) => adopt(run, volume)))));
      }
      return adopted;
    },
  };
  return rows;

  async function adopt(run: Run, volume: Volume): Promise<Volume> {
    if (volume.epoch === run.epoch) return volume;
    const item = await table.update(
      { operationId: run.operationId, record: recordOfVolume(volume.volumeId) },
      updateOf({ epoch: run.epoch }, { values: { ':mine': run.epoch } }),
      '#epoch < :mine',
    );
    return item ? volumeOf(item) : volume;
  }
}
