import type { Operation } from '../../../functions/domain/operation/operation.ts';
import { eventOf } from '../api-event.ts';

/** The operation that an event is about. */
export interface Subject {
  kind: Operation['kind'];
  /** Whether it has ended before the event comes. */
  ended?: boolean;
}
interface Call extends Subject {
  event: (operation: Operation) => unknown;
  /** What the function returns, or a part of it. */
  result: unknown;
  /** What its log has in it; nothing but that is in it when it is empty. */
  said: string;
  /** A part of the operation's row afterwards. */
  row?: object;
}

/** One call of each function, as it gets it on AWS, and what it answers: nothing is registered with this installation. */
export const EVENTS: Record<string, Call> = {
  plan: planned('backup', 'planBackup', 'cluster.not_found'),
  rules: step('backup', 'runPostExecRules', { status: 'done', counts: {} }),
  snapshots: step('backup', 'checkSnapshotsReady', { status: 'done', counts: { ready: 0, volumes: 0 } }),
  offload: step('backup', 'checkOffloads', { status: 'done', counts: { done: 0, volumes: 0 } }),
  records: step('backup', 'finishBackup', { status: 'done', phase: 'Failed' }, { phase: 'Failed' }),
  restorePlan: planned('restore', 'planRestore', 'location.not_found'),
  restoreVolumes: step('restore', 'checkRestores', { status: 'done', counts: { volumes: 0 } }),
  restoreRecords: step('restore', 'finishRestore', { status: 'done', phase: 'Failed' }, { phase: 'Failed' }),
  simulate: planned('simulation', 'planSimulation', 'cluster.not_found'),
  undoRestore: planned('undo', 'planUndo', 'cluster.not_found'),
  deleteBackup: planned('delete', 'planDeletion', 'backup.not_found'),
  validateLocation: planned('validation', 'planValidation', 'location.not_found'),
  maintainLocation: planned('maintenance', 'planMaintenance', 'location.not_found'),
  apiClusters: asked('GET', '/v1/clusters'),
  apiLocations: asked('GET', '/v1/locations'),
  apiNotifications: asked('GET', '/v1/notifications'),
  apiSchedules: asked('GET', '/v1/schedules'),
  // Its files come out of the zip; the operation is nothing to it.
  console: {
    kind: 'backup',
    event: () => eventOf('GET', '/backups/bk-1', '', {}, {}),
    result: {
      statusCode: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      isBase64Encoded: true,
    },
    said: '',
  },
  apiOperations: asked('GET', '/v1/restores', '"kind":"restore"'),
  apiBackups: {
    kind: 'backup',
    event: () => {
      const body = { name: 'b', cluster: 'gone', locations: ['attic'], selection: { namespaces: ['shop'] } };
      return eventOf('POST', '/v1/backups', '', { body }, {});
    },
    result: { statusCode: 404, body: expectText('"code":"cluster.not_found"') },
    said: '"audit":true',
  },
  checkSlots: due({ schedules: 0, missed: 0 }),
  syncSchedules: due({ wanted: 0, made: 0, removed: 0 }),
  purgeRecords: due({ purged: 0 }),
  startMaintenances: due({ started: 0 }),
  removeOrphans: due({ clusters: 0, failed: 0 }),
  revalidate: due({ looks: 0, failed: 0 }),
  // What the other calls are about is open too, and taken over once it has been for a while.
  sweep: { ...due({ open: expectCount() }), said: '"SweepRuns":1' },
  // A letter of a schedule that was removed meanwhile: read, and nothing is to be done.
  recordMissed: {
    kind: 'backup',
    event: () => ({
      Records: [
        {
          messageId: 'm-1',
          body: JSON.stringify({ StateMachineArn: 'arn', Input: JSON.stringify(SLOT) }),
          messageAttributes: { SCHEDULED_TIME: { stringValue: '2026-11-26T02:00:00Z', dataType: 'String' } },
        },
      ],
    }),
    result: null,
    said: '',
  },
  reconcile: { ...changed('FAILED'), said: 'execution lost', row: { epoch: 2 } },
  settle: { ...changed('SUCCEEDED'), ended: true, said: '"BackupFailures":0', row: { settledAt: expectText('T') } },
};

const SLOT = { scheduleUid: 'gone', entry: 'nightly', scheduledTime: '<aws.scheduler.scheduled-time>' };

/** The first step of a machine: a plan that fails is an answer, on record with its reason. */
function planned(kind: Subject['kind'], name: string, code: string): Call {
  return {
    kind,
    event: ({ operationId, epoch, executionArn }) => ({ step: name, input: { operationId, epoch }, executionArn }),
    result: { status: 'failed', epoch: 1 },
    said: `"code":"${code}"`,
    row: { error: { code } },
  };
}

function step(kind: Subject['kind'], name: string, result: object, row = {}): Call {
  const event = ({ operationId, epoch }: Operation) => ({ step: name, run: { operationId, epoch }, state: {} });
  return { kind, event, result, said: '', row };
}

function asked(method: string, path: string, text = '"items":[]'): Call {
  return {
    kind: 'restore',
    event: () => eventOf(method, path, '', {}, {}),
    result: { statusCode: 200, body: expectText(text) },
    said: '',
  };
}

/** As EventBridge sends what a rule of a rate is for. */
function due(result: object): Call {
  const event = { version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
  return { kind: 'backup', event: () => event, result, said: '' };
}

function changed(status: string): Pick<Call, 'kind' | 'event' | 'result'> {
  return {
    kind: 'backup',
    event: ({ operationId, epoch, executionArn }) => ({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      detail: { executionArn, status, input: JSON.stringify({ operationId, epoch }) },
    }),
    result: null,
  };
}

/** A text that has this in it, for `toMatchObject`. */
function expectText(part: string): unknown {
  return {
    asymmetricMatch: (found: unknown) => typeof found === 'string' && found.includes(part),
    toString: () => part,
  };
}

function expectCount(): unknown {
  return { asymmetricMatch: (found: unknown) => Number(found) > 0, toString: () => 'more than none' };
}
