import { expect, it, vi } from 'vitest';
import { Fault } from '../../functions/domain/errors.ts';
import { findingsOf, type SealsRead } from '../../functions/domain/location/maintenance.ts';
import { comparePage, doubtPage, EMPTY, type Look } from '../../functions/maintain-location/seals/turns.ts';

const LOST = '2026-11-22T08:00:00.000Z';
const refs = { cluster: { name: 'c', uid: 'u', clusterId: 'c1' }, locations: [] };

/** Of three copies, all lost, the rows of two cannot be read; of one of these the seals have said so already. */
function look() {
  const rows: SealsRead[] = [
    {
      ...EMPTY,
      n: 0,
      doubts: [{ clusterId: 'c1', backupId: 'bk-seen', code: 'record.invalid', why: 'it cannot be read' }],
    },
  ];
  const unread = new Set(['bk-seen', 'bk-unread']);
  const copies = ['bk-seen', 'bk-unread', 'bk-gone'].map((operationId) => ({
    operationId,
    locationUid: 'l-1',
    sealedAt: '2026-11-21T08:00:00.000Z',
    lostAt: LOST,
  }));
  const ledger = {
    listCopies: async () => ({ items: copies }),
    readSeals: async () => rows,
    recordSeals: async (_: unknown, row: SealsRead) => void rows.push(row),
    readOperation: async (operationId: string) => {
      if (unread.has(operationId)) throw new Fault('record.invalid', `the row of ${operationId} cannot be read`);
      return { operationId, phase: 'Succeeded', copyLostAt: LOST, refs };
    },
    updateOperation: vi.fn(),
  };
  const place = { part: 'copies', n: 1, startedAt: '2026-11-23T08:00:00.000Z', lost: 0 };
  const given = {
    services: { ledger, catalog: { read: async () => undefined } },
    location: { locationUid: 'l-1', ref: { name: 'attic', uid: 'l-1' }, store: { hasSeal: async () => false } },
    run: { operationId: 'mt-1', epoch: 1 },
    place,
  } as unknown as Look;
  return { given, rows };
}

it('is a doubt of each backup whose row cannot be read, all of which stays, and goes on with the others', async () => {
  const { given, rows } = look();

  await comparePage(given);

  expect(rows.flatMap(({ keptRuns }) => keptRuns)).toEqual(['bk-seen', 'bk-unread', 'bk-gone']);
  expect(findingsOf(rows)).toMatchObject([
    { clusterId: 'c1', backupId: 'bk-gone', code: 'seal.not_found' },
    { clusterId: 'c1', backupId: 'bk-seen', code: 'record.invalid' },
    { backupId: 'bk-unread', code: 'record.invalid', message: expect.stringContaining('cannot be read') },
  ]);
  expect(given.place).toMatchObject({ part: 'done', lost: 1 });
});

it('reads again the parts of what was lost, but for backups whose rows cannot be read', async () => {
  const { given, rows } = look();

  await doubtPage(given);

  expect(rows.at(-1)?.unread).toEqual([{ clusterId: 'c1', backupId: 'bk-gone', whole: true }]);
});
