import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import type { NotificationEvent } from '../../functions/domain/notification/notification-spec.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { resolveSettings } from '../../functions/domain/settings/settings.ts';
import { answers, startReceiver, type TestReceiver } from '../support/receiver.ts';
import { SPECS } from '../support/specs.ts';
import { type ControlPlane, startControlPlane } from './harness/control-plane.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let plane: ControlPlane;
let deaf: TestReceiver;
let well: TestReceiver;
beforeAll(async () => {
  [plane, deaf, well] = await Promise.all([startControlPlane(), startReceiver(), startReceiver()]);
  await name('deaf', deaf);
  await name('well', well);
});
afterAll(async () => {
  await Promise.all([plane.stop(), deaf.stop(), well.stop()]);
});
beforeEach(() => {
  deaf.behave(answers(500, 'not now'));
  deaf.deliveries.length = 0;
  well.deliveries.length = 0;
});

async function name(receiver: string, { url }: TestReceiver): Promise<void> {
  const { catalog, clock, secrets } = plane.services;
  const secretArn = await secrets.write(`snapferry/notifications/${receiver}`, { secret: 'signing-secret-of-it' });
  const at = new Date(clock.now().getTime() - 72 * HOUR).toISOString();
  const events: NotificationEvent[] = ['validation.failed', 'backup.recovered', 'backup.missed'];
  const spec = { kind: 'webhook' as const, url, events };
  const given = { uid: receiver, generation: 1, spec, status: {}, secretArn, createdAt: at, createdBy: 'asl' };
  await catalog.create({ kind: 'notification', name: receiver, updatedAt: at, ...given });
}

/** An operation that ended that long ago, of which nobody was told; nothing of it is left anywhere. */
async function endedBefore(milliseconds: number): Promise<string> {
  const { clock, ledger } = plane.services;
  const operationId = operationIdOf('validation', [clock.uuid()]);
  const refs = { cluster: { name: 'ghost', uid: 'ghost', clusterId: 'ghost' }, locations: [] };
  const given = {
    operationId,
    kind: 'validation' as const,
    name: 'ended',
    spec: SPECS.validation,
    refs,
    createdBy: 'asl',
  };
  await ledger.createOperation(newOperation(given, clock.now(), 3600));
  await ledger.finishOperation({ operationId, epoch: 1 }, 'Failed', {});
  const finishedAt = new Date(clock.now().getTime() - milliseconds).toISOString();
  await ledger.updateEnded(operationId, { finishedAt });
  return operationId;
}

/** A run of a schedule, at its end. */
async function runOf(schedule: string, phase: 'Succeeded' | 'Failed' | 'Missed'): Promise<string> {
  const { clock, ledger } = plane.services;
  const operationId = operationIdOf('backup', [clock.uuid()]);
  const refs = { cluster: { name: 'ghost', uid: 'ghost', clusterId: 'ghost' }, locations: [] };
  const slot = { schedule: { name: schedule, uid: schedule }, entries: ['a'], scheduledTime: '2026-11-23T02:00:00Z' };
  const given = {
    operationId,
    kind: 'backup' as const,
    name: 'a run',
    spec: SPECS.backup,
    refs,
    slot,
    createdBy: 'asl',
  };
  await ledger.createOperation(newOperation(given, clock.now(), 3600));
  await ledger.finishOperation({ operationId, epoch: 1 }, phase, {});
  await pass(10 * MINUTE);
  return operationId;
}

/** A validation of a location that is not there: it fails at once, on the real machine. */
async function failOne(): Promise<string> {
  const { clock, executions, ledger } = plane.services;
  const operationId = operationIdOf('validation', [clock.uuid()]);
  const refs = {
    cluster: { name: 'ghost', uid: 'ghost', clusterId: 'ghost' },
    locations: [{ name: 'ghost', uid: 'ghost' }],
  };
  const spec = { generation: 1, settings: resolveSettings('kopia:1') };
  const given = { operationId, kind: 'validation' as const, name: 'of a ghost', spec, refs, createdBy: 'asl' };
  await ledger.createOperation(newOperation(given, clock.now(), 3600));
  await executions.start('validation', { operationId, epoch: 1 });
  return operationId;
}

async function pass(milliseconds: number): Promise<void> {
  const end = plane.clock.now() + milliseconds;
  while (plane.clock.now() < end) await plane.clock.advance(Math.min(5 * MINUTE, end - plane.clock.now()));
}

async function read(operationId: string): Promise<Operation> {
  const operation = await plane.services.ledger.readOperation(operationId);
  if (!operation) throw new Error('no operation');
  return operation;
}

const idsAt = ({ deliveries }: TestReceiver) => deliveries.map(({ text }) => (JSON.parse(text) as { id: string }).id);
const statusOf = async (receiver: string) => (await plane.services.catalog.read('notification', receiver))?.status;

describe('a notification', () => {
  it('is sent when the operation ends, and again with growing waits until it is taken', async () => {
    const operationId = await failOne();
    await pass(3 * MINUTE);

    expect(idsAt(well)).toEqual([`${operationId}-failed`]);
    expect(await read(operationId)).toMatchObject({
      phase: 'Failed',
      settledAt: expect.any(String),
      notified: { well: expect.any(String) },
    });
    expect((await read(operationId)).notifiedAt).toBeUndefined();
    expect(await statusOf('deaf')).toMatchObject({ failing: { message: `${operationId}-failed` } });
    await pass(HOUR);
    const tried = deaf.deliveries.length;
    deaf.behave(answers(200));
    await pass(2 * HOUR);

    expect(tried).toBeGreaterThanOrEqual(3);
    expect(tried).toBeLessThanOrEqual(4);
    expect(new Set(idsAt(deaf))).toEqual(new Set([`${operationId}-failed`]));
    expect(idsAt(deaf)).toHaveLength(tried + 1);
    expect(idsAt(well)).toHaveLength(1);
    const told = await read(operationId);
    expect(Object.keys(told.notified ?? {})).toEqual(['well', 'deaf']);
    expect(told).toMatchObject({ undelivered: {}, notifiedAt: expect.any(String) });
    expect((await statusOf('deaf'))?.failing).toBeUndefined();
  });

  it('is given up after two days, said so, and keeps nobody waiting meanwhile', async () => {
    const [old, young] = [await endedBefore(47 * HOUR), await endedBefore(0)];
    await pass(10 * MINUTE);
    const early = idsAt(well);
    await pass(2 * HOUR);

    expect(new Set(early)).toEqual(new Set([`${old}-failed`, `${young}-failed`]));
    expect(early).toHaveLength(2);
    const givenUp = await read(old);
    expect(givenUp).toMatchObject({ undelivered: { deaf: { tries: 5 } }, notifiedAt: expect.any(String) });
    expect(givenUp.undelivered?.deaf).not.toHaveProperty('nextAt');
    const { items } = await plane.services.ledger.readEvents(old);
    expect(items.map(({ type }) => type)).toContain('NotificationGivenUp');
    expect(await statusOf('deaf')).toMatchObject({ givenUp: { message: `${old}-failed` } });
    const open = await plane.services.ledger.listIncomplete();
    expect(open).toContain(young);
    expect(open).not.toContain(old);
  });

  it('says that a schedule works again, once, after a failure or a miss', async () => {
    deaf.behave(answers(200));
    await runOf('nightly', 'Succeeded');
    await runOf('nightly', 'Failed');
    await runOf('other', 'Succeeded');
    const again = await runOf('nightly', 'Succeeded');
    await runOf('nightly', 'Succeeded');
    const missed = await runOf('other', 'Missed');
    const late = await runOf('other', 'Succeeded');

    const found = well.deliveries.map(({ text }) => JSON.parse(text) as { id: string; type: string });
    expect(found.map(({ id, type }) => [id, type])).toEqual([
      [`${again}-succeeded`, 'backup.recovered'],
      [`${missed}-missed`, 'backup.missed'],
      [`${late}-succeeded`, 'backup.recovered'],
    ]);
  });

  it('is sent by a control plane that was killed before it could', async () => {
    plane.state.deliver = false;
    deaf.behave(answers(200));
    const operationId = await failOne();
    await pass(MINUTE);
    await plane.restart();
    await pass(10 * MINUTE);
    plane.state.deliver = true;

    expect(new Set(idsAt(well))).toEqual(new Set([`${operationId}-failed`]));
    expect((await read(operationId)).notifiedAt).toBeDefined();
  });
});
