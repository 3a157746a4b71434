import { expect, it } from 'vitest';
import { secondsOfUploads } from '../../functions/backup/uploads/seconds-of-uploads.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import type { Transfer } from '../../functions/domain/transfer/transfer.ts';
import type { MoverResult, Volume } from '../../functions/domain/volume/volume.ts';

const NEWEST = { operationId: 'bk-1' } as Operation;

function uploaded(volumeId: string, result: Partial<MoverResult>): Transfer {
  return { id: volumeId, volumeId, work: 'upload', result } as Transfer;
}

/** Of volumes of 1 GB each, of which the last backup has left these rows. */
async function secondsOf(ids: string[], rows: Transfer[], good: readonly Operation[] = [NEWEST]) {
  const ledger = { readTransfers: async () => ({ transfers: rows, volumes: [] }) };
  const volumes = ids.map((volumeId) => ({ volumeId, namespace: 'shop', capacityBytes: 1e9 }) as Volume);
  return [...(await secondsOfUploads({ ledger: ledger as never }, volumes, async () => good)).values()];
}

it('an upload takes as long as the last one did, a part of that where it read all, or what its capacity takes', async () => {
  const rows = [uploaded('a', { seconds: 9, fullRead: false }), uploaded('b', { seconds: 40, fullRead: true })];

  expect(await secondsOf(['a', 'b', 'c'], rows)).toEqual([10, 5, 21]);
});

it('what the newest backup has left out is known from one before', async () => {
  const ledger = {
    readTransfers: async ({ operationId }: Operation) => ({
      transfers:
        operationId === 'bk-2' ? [uploaded('a', { seconds: 3 })] : ['a', 'b'].map((id) => uploaded(id, { seconds: 9 })),
      volumes: [],
    }),
  };
  const volumes = ['a', 'b'].map((volumeId) => ({ volumeId, namespace: 'shop', capacityBytes: 5e9 }) as Volume);
  const good = [{ operationId: 'bk-2' }, NEWEST] as Operation[];
  const seconds = await secondsOfUploads({ ledger: ledger as never }, volumes, async () => good);

  expect([...seconds.values()]).toEqual([4, 10]);
});

it('of a first backup nothing but the capacity is known', async () => {
  const ledger = { readTransfers: async () => expect.fail('there is no backup to read') };
  const volumes = ['a', 'b'].map((volumeId) => ({ volumeId, namespace: 'shop', capacityBytes: 5e9 }) as Volume);
  const seconds = await secondsOfUploads({ ledger: ledger as never }, volumes, async () => []);

  expect([...seconds.values()]).toEqual([101, 101]);
});
