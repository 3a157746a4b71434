import { beforeAll, describe, expect, it } from 'vitest';
import { completeOperation } from '../../../functions/completion/complete-operation.ts';
import { isReduced } from '../../../functions/domain/backup/reduced.ts';
import { coverageOf } from '../../../functions/domain/backup/unprotected.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';
import { checkSlots } from '../../../functions/schedules/check-slots.ts';
import { claimSlot } from '../../../functions/scheduling/claim-slot.ts';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();
beforeAll(async () => {
  const entries = [{ id: 'hourly', kind: 'interval', every: '1h', keep: 1 }];
  await world.call('POST', '/v1/policies', { body: { name: 'p', entries, missed: 'skip' } });
});

const { name: _, ...backup } = backupBody();
/** Every backup of the location of these tests has it. */
const KEY = expect.stringContaining('recovery key');
let names = 0;

async function newSchedule(): Promise<string> {
  names += 1;
  const name = `s-${names}`;
  const { status } = await world.call('POST', '/v1/schedules', { body: { name, policy: 'p', backup } });
  expect(status).toBe(201);
  return name;
}

/** A run of the next hour that ends with data of these claims, and all that follows its end. */
async function runOf(schedule: string, claims: readonly string[], gone: readonly string[] = []): Promise<string> {
  world.clock.advance(3600);
  const { uid: scheduleUid = '' } = (await world.catalog.read('schedule', schedule)) ?? {};
  const scheduledTime = `${world.clock.now().toISOString().slice(0, 13)}:00:00Z`;
  const { run } = await claimSlot(world, { scheduleUid, entry: 'hourly', scheduledTime }, `arn:${scheduledTime}`);
  const { operationId } = run;
  await world.ledger.enterStage(run, 'PlanBackup');
  const operation = await world.ledger.updateOperation(run, { startedAt: world.clock.now().toISOString() });
  const rows = [...claims.map((claim) => rowOf(claim, 'Done')), ...gone.map((claim) => rowOf(claim, 'Gone'))];
  await world.ledger.putVolumes(run, rows);
  await world.ledger.finishOperation(run, 'Succeeded', coverageOf(operation, rows, true));
  await completeOperation(world, (await world.ledger.readOperation(operationId)) as Operation);
  return operationId;
}

function rowOf(claim: string, phase: 'Done' | 'Gone'): Volume {
  const [namespace = '', pvc = ''] = claim.split('/');
  const known = {
    namespace,
    pvc,
    pvcUid: `uid-${claim}`,
    volumeId: claim.replace('/', '-'),
    epoch: 1,
    group: 0,
    storageClass: 'simulator',
  };
  const sizes = { requestBytes: 1, capacityBytes: 1, volumeMode: 'Filesystem' as const, accessModes: [] };
  return { ...known, ...sizes, method: 'csi+offload', why: phase, phase, attempt: 1, timings: {} };
}

const show = async (path: string) => (await world.call('GET', path)).body;

describe('a run without data that the one before it has', () => {
  it('is said on its record, on that of the one that stays, and on the schedule, with what to do', async () => {
    const schedule = await newSchedule();
    const whole = await runOf(schedule, ['shop/data', 'shop/cache']);
    const reduced = await runOf(schedule, ['shop/data'], ['shop/cache']);

    const remedy = `if that is meant, name them in mayBeDeleted of schedule ${schedule}`;
    expect(await show(`/v1/backups/${reduced}`)).toMatchObject({
      phase: 'Succeeded',
      holds: { volumes: 1 },
      unprotected: [{ namespace: 'shop', pvc: 'cache', outcome: 'Gone', reason: 'Gone' }],
      lacks: { claims: ['shop/cache'], count: 1, than: whole },
      warnings: [KEY, 'shop/cache: Gone', `backup.reduced: no data of shop/cache, which ${whole} has; ${remedy}`],
    });
    const restore = { name: 'back', backup: reduced, namespaceMapping: { shop: 'shop-copy' } };
    expect((await world.call('POST', '/v1/restores', { body: restore })).body.warnings).toEqual([
      `the backup has no data of shop/cache, which backup ${whole} has`,
    ]);
    const stays = await show(`/v1/backups/${whole}`);
    expect(stays).toMatchObject({
      phase: 'Succeeded',
      holds: { volumes: 2 },
      onlyDataOf: { claims: ['shop/cache'], count: 1 },
      warnings: [
        KEY,
        expect.stringMatching(/^backup\.outlasting: .* no newer one has data of shop\/cache; .*force=true$/),
      ],
    });
    expect(await show(`/v1/schedules/${schedule}`)).toMatchObject({
      newestGoodAt: stays.startedAt,
      warnings: [
        `backup.reduced: ${reduced} has no data of shop/cache, which ${whole} has; if that is meant, name them in mayBeDeleted`,
        `backup.outlasting: retention keeps ${whole}, since no newer backup has all of their data`,
      ],
    });
    const refused = await world.call('DELETE', `/v1/backups/${whole}`);
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
      409,
      'backup.newest',
      `no newer backup of schedule ${schedule} has data of shop/cache`,
    ]);
  });

  it('is whole, and the one before it goes, once somebody says that the claim may be deleted', async () => {
    const schedule = await newSchedule();
    const first = await runOf(schedule, ['shop/data', 'shop/cache']);
    await runOf(schedule, ['shop/data']);
    const { headers } = await world.call('GET', `/v1/schedules/${schedule}`);
    const body = { policy: 'p', backup, mayBeDeleted: ['shop/cache'] };
    await world.call('PUT', `/v1/schedules/${schedule}`, { body, headers: { 'if-match': headers.etag ?? '' } });
    const third = await runOf(schedule, ['shop/data'], ['shop/cache']);

    const now = await show(`/v1/backups/${third}`);
    expect([now.lacks, now.warnings]).toEqual([undefined, [KEY, 'shop/cache: Gone']]);
    expect(now.unprotected).toMatchObject([{ pvc: 'cache', meant: true }]);
    expect(isReduced((await world.ledger.readOperation(third)) as Operation)).toBe(false);
    expect(await show(`/v1/schedules/${schedule}`)).toMatchObject({
      newestGoodAt: now.startedAt,
      mayBeDeleted: ['shop/cache'],
      warnings: [],
    });
    const deletions = (await show('/v1/operations?limit=100')).items as { id: string; kind: string; backup?: string }[];
    expect(deletions.flatMap((one) => (one.kind === 'delete' ? one.backup : []))).toContain(first);
    const gone = deletions.find((one) => one.kind === 'delete' && one.backup === first);
    expect(await show(`/v1/operations/${gone?.id}`)).toMatchObject({
      createdBy: `retention of schedule ${schedule}`,
      spec: { because: 'entry hourly keeps 1, and as many newer backups hold all that it holds' },
    });
  });

  it('is said no more as soon as somebody says that the claim may be deleted, and again once that is taken back', async () => {
    const schedule = await newSchedule();
    const first = await runOf(schedule, ['shop/data', 'shop/cache']);
    await runOf(schedule, ['shop/data'], ['shop/cache']);
    const newest = await runOf(schedule, ['shop/data'], ['shop/cache']);
    const say = async (mayBeDeleted: string[]) => {
      const { headers } = await world.call('GET', `/v1/schedules/${schedule}`);
      const body = { policy: 'p', backup, mayBeDeleted };
      return await world.call('PUT', `/v1/schedules/${schedule}`, {
        body,
        headers: { 'if-match': headers.etag ?? '' },
      });
    };

    const said = await say(['shop/cache']);
    const ended = await show(`/v1/backups/${newest}`);
    expect(said.body).toMatchObject({ warnings: [], newestGoodAt: ended.startedAt });
    expect([ended.lacks, ended.unprotected[0].meant]).toEqual([undefined, true]);
    expect(await show(`/v1/backups/${first}`)).toMatchObject({ phase: 'Succeeded', warnings: [KEY] });

    const { warnings } = (await say([])).body;
    expect(warnings).toEqual([expect.stringMatching(/^backup\.outlasting: retention keeps /)]);
    expect((await show(`/v1/backups/${first}`)).onlyDataOf).toMatchObject({ claims: ['shop/cache'] });
  });

  it('says so no more once the claim is back', async () => {
    const schedule = await newSchedule();
    const first = await runOf(schedule, ['shop/data', 'shop/cache']);
    await runOf(schedule, ['shop/data']);
    const back = await runOf(schedule, ['shop/data', 'shop/cache']);

    const { newestGoodAt, warnings } = await show(`/v1/schedules/${schedule}`);
    expect([newestGoodAt, warnings]).toEqual([(await show(`/v1/backups/${back}`)).startedAt, []]);
    expect((await show(`/v1/backups/${first}`)).onlyDataOf).toBeUndefined();
  });
});

describe('the newest good backup of a schedule', () => {
  it('is an older one again once the newest has lost its seal', async () => {
    const schedule = await newSchedule();
    const first = await runOf(schedule, ['shop/data']);
    await world.ledger.holdBackup(first, { at: '', by: 'ann', reason: 'case 7' });
    const second = await runOf(schedule, ['shop/data']);
    const check = async () => {
      await checkSlots(world)();
      return (await show(`/v1/schedules/${schedule}`)).newestGoodAt;
    };
    const [older, newer] = [await show(`/v1/backups/${first}`), await show(`/v1/backups/${second}`)];

    expect(newer.startedAt > older.startedAt).toBe(true);
    expect(await check()).toBe(newer.startedAt);
    await world.ledger.updateEnded(second, { copyLostAt: world.clock.now().toISOString() });
    expect(await check()).toBe(older.startedAt);
    await world.ledger.updateEnded(first, { copyLostAt: world.clock.now().toISOString() });
    expect(await check()).toBeUndefined();
  });
});
