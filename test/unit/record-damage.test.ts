import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { SealsRead } from '../../functions/domain/location/maintenance.ts';
import type { Operation, OperationChanges } from '../../functions/domain/operation/operation.ts';
import { recordLook } from '../../functions/operations/record-damage.ts';
import { createTestClock } from '../support/test-clock.ts';

const BACKUPS = 300;
const RUN = { operationId: 'mt-1', epoch: 1 };
const KEY = { locationUid: 'l-1', clusterId: 'c1', namespace: 'shop' };

it('names backups that have no row, and whose seals list what is not there', async () => {
  const row: Partial<Operation> = { operationId: RUN.operationId, warnings: [] };
  const services = {
    clock: createTestClock(),
    ledger: {
      readOperation: async (id: string) => (id === RUN.operationId ? row : undefined),
      updateOperation: async (_: unknown, changes: Partial<Operation>) => void Object.assign(row, changes),
    },
  } as unknown as Parameters<typeof recordLook>[0];
  const owners = { 'c1/shop/00000001': 'bk-b', 'c1/shop/00000002': 'bk-a' };
  const pages = [{ n: 0, sealed: [], kept: {}, owners, keptRuns: [], orphans: [], doubts: [] }] as SealsRead[];

  await recordLook(services, RUN, KEY, { pages, damaged: ['00000001', '00000002'] });
  await recordLook(services, RUN, KEY, { pages, damaged: ['00000001', '00000002'] });

  expect(row.warnings).toEqual([expect.stringContaining('2 backups that are not on record here (bk-a, bk-b)')]);
});

it('marks hundreds of backups, and takes the marks off, several at once', async () => {
  const ids = Array.from({ length: BACKUPS }, (_, n) => `bk-${n}`);
  const tokens = ids.map((_, n) => String(n).padStart(8, '0'));
  const backups = new Map<string, OperationChanges & { operationId?: string }>(
    ids.map((id) => [id, { operationId: id, phase: 'Succeeded' }]),
  );
  backups.set(RUN.operationId, {});
  const told: { type: string; details?: { backups?: string[] } }[] = [];
  let [now, most, ofRun] = [0, 0, 0];
  const services = {
    clock: createTestClock(),
    ledger: {
      readOperation: async (id: string) => backups.get(id),
      readVolumes: async (id: string) => {
        now += 1;
        most = Math.max(most, now);
        await sleep(1);
        now -= 1;
        return [{ namespace: 'shop', pvc: 'data', result: { kopiaId: tokens[ids.indexOf(id)] } }];
      },
      updateOperation: async ({ operationId }: typeof RUN, changes: OperationChanges) => {
        ofRun += 1;
        backups.set(operationId, { ...backups.get(operationId), ...changes });
      },
      updateEnded: async (id: string, changes: OperationChanges) => {
        backups.set(id, { ...backups.get(id), ...changes });
      },
      appendEvent: async (_: string, event: (typeof told)[number]) => void told.push(event),
    },
  } as unknown as Parameters<typeof recordLook>[0];
  const owners = Object.fromEntries(ids.map((id, n) => [`c1/shop/${tokens[n]}`, id]));
  const pages = [{ n: 0, sealed: ids, kept: {}, owners, keptRuns: [], orphans: [], doubts: [] }] as SealsRead[];
  const marked = () => ids.filter((id) => backups.get(id)?.damagedAt !== undefined).length;

  await recordLook(services, RUN, KEY, { pages, damaged: tokens });
  expect([marked(), ofRun, most]).toEqual([BACKUPS, 100, 16]);

  most = 0;
  await recordLook(services, RUN, KEY, { pages, damaged: [], doubted: tokens });
  expect([marked(), most]).toEqual([0, 16]);
  expect(told.filter(({ type }) => type === 'BackupsHealed')).toHaveLength(1);
});
