/** One action on one resource, as a statement of a policy must allow it. */
export interface Need {
  action: string;
  /** A logical name, or how the text of the resource ends. */
  on: string;
  /** The partition that is written, where statements may ask for one. */
  key?: string;
}

type Dependencies = (kind: string) => readonly Need[];

const TABLE = 'CatalogTable';
const LEDGER = 'LedgerTable';
const on = (table: string, key: string, ...actions: string[]): Need[] =>
  actions.map((action) => ({ action: `dynamodb:${action}`, on: table, key }));
const index = (...names: string[]): Need[] =>
  names.map((name) => ({ action: 'dynamodb:Query', on: `${LEDGER}.Arn}/index/${name}` }));
const secret = (folder: string, ...actions: string[]): Need[] =>
  actions.map((action) => ({ action: `secretsmanager:${action}`, on: `/${folder}/*` }));
const schedule = (action: string): Need => ({
  action: `scheduler:${action}`,
  on: action === 'ListSchedules' ? '*' : '/*',
});

const read: Dependencies = (kind) => on(TABLE, kind, 'GetItem');
const list: Dependencies = (kind) => on(TABLE, kind, 'Query');
const write =
  (of: string | undefined, ...actions: string[]): Dependencies =>
  (kind) =>
    on(TABLE, of ?? kind, ...actions);
const fromIndex =
  (...names: string[]): Dependencies =>
  () =>
    index(...names);
const readLedger: Dependencies = () => on(LEDGER, 'bk-1', 'GetItem', 'Query');
const writeLedger: Dependencies = () => on(LEDGER, 'bk-1', 'GetItem', 'Query', 'PutItem', 'UpdateItem');
const MACHINES = [
  'backup',
  'restore',
  'validate-location',
  'delete-backup',
  'maintain-location',
  'undo-restore',
  'simulate',
];
const machines = (action: string, tail = ''): Need[] =>
  MACHINES.map((name) => ({ action: `states:${action}`, on: `-${name}${tail}` }));
const cluster: readonly Need[] = [{ action: 'sts:AssumeRole', on: 'EksAccessRoles' }];

const LEDGER_READS =
  'readOperation readVolumes readTransfers readParts readCopies readSeals readReaders readEvents readObjects readActions listActions readHours readStatistics';
const LEDGER_WRITES =
  'createOperation enterStage updateOperation recordError requestCancel claimSealing finishOperation updateEnded closeOperation ' +
  'raiseEpoch putActions updateAction putVolumes updateVolume adoptVolumes putTransfers updateTransfer recordPart dropParts recordCopy recordSeals ' +
  'emptySeals markDeleting unmarkDeleting markDeleted holdBackup addReader recordObjects appendEvent countEnd keepStatistics';

/**
 * What each call of a service asks of AWS, by the code in functions/services. Where a call says no kind, it is the one
 * that the function is for.
 */
export const NEEDS: Readonly<Record<string, Readonly<Record<string, Dependencies>>>> = {
  audit: {
    append: () => on(LEDGER, 'audit-2026-11', 'PutItem'),
    list: () => on(LEDGER, 'audit-2026-11', 'Query'),
  },
  catalog: {
    create: (kind) => on(TABLE, kind, 'PutItem', 'GetItem'),
    read,
    readMany: write(undefined, 'BatchGetItem'),
    list,
    update: (kind) => on(TABLE, kind, 'UpdateItem', 'GetItem'),
    writeStatus: write(undefined, 'UpdateItem'),
    // with its tombstone and its users where they go along, which receivers of notifications have none of
    remove: (kind) => [
      ...on(TABLE, kind, 'UpdateItem', 'Query', 'DeleteItem', 'GetItem'),
      ...(kind === 'notification' ? [] : on(TABLE, `tombstone#${kind}`, 'PutItem')),
      ...(kind === 'notification' ? [] : on(TABLE, `use#${kind}#c1`, 'DeleteItem')),
    ],
    listRemoved: list,
    readRemoved: list,
    addUse: (kind) => [...on(TABLE, `use#${kind}#c1`, 'PutItem', 'DeleteItem'), ...read(kind)],
    readUsers: (kind) => on(TABLE, `use#${kind}#c1`, 'Query'),
    removeUse: (kind) => on(TABLE, `use#${kind}#c1`, 'DeleteItem'),
  },
  claims: { claim: () => [...read('location'), ...secret('locations', 'GetSecretValue')] },
  clusters: { open: () => [...read('cluster'), ...secret('clusters', 'GetSecretValue'), ...cluster] },
  executions: {
    start: () => machines('StartExecution'),
    describe: () => machines('DescribeExecution', ':*'),
    definitionOf: () => machines('DescribeStateMachineForExecution', ':*'),
    readHistory: () => machines('GetExecutionHistory', ':*'),
    stop: () => machines('StopExecution', ':*'),
  },
  leases: {
    acquire: write('lease', 'UpdateItem'),
    release: write('lease', 'UpdateItem'),
    clear: write('lease', 'UpdateItem'),
    listHeld: list,
  },
  ledger: {
    ...Object.fromEntries(LEDGER_READS.split(' ').map((name) => [name, readLedger])),
    ...Object.fromEntries(LEDGER_WRITES.split(' ').map((name) => [name, writeLedger])),
    purge: () => on(LEDGER, 'bk-1', 'GetItem', 'Query', 'DeleteItem'),
    listOperations: fromIndex('by-month', 'by-cluster', 'by-schedule'),
    listBySchedule: fromIndex('by-schedule'),
    readRunBefore: fromIndex('by-schedule'),
    listCopies: fromIndex('by-location'),
    listIncomplete: fromIndex('by-open'),
    listDeleted: fromIndex('by-open'),
    listOpen: fromIndex('by-open'),
  },
  locations: { open: () => [...read('location'), ...secret('locations', 'GetSecretValue')] },
  notifier: {
    check: () => [],
    send: () => [...secret('notifications', 'GetSecretValue'), { action: 'sns:Publish', on: 'NotificationTopicArns' }],
  },
  probes: { parse: () => [], probe: () => cluster },
  repositories: {
    exists: read,
    read,
    note: write('repository', 'UpdateItem'),
    list,
    recordCreated: write('repository', 'PutItem'),
    recordMaintained: write('repository', 'UpdateItem'),
    forget: write('repository', 'DeleteItem'),
  },
  schedules: {
    ensure: () => [schedule('CreateSchedule'), { action: 'iam:PassRole', on: 'SchedulerRole' }],
    remove: () => [schedule('DeleteSchedule')],
    list: () => [schedule('ListSchedules')],
  },
  secrets: {
    read: (kind) => secret(`${kind}s`, 'GetSecretValue'),
    write: (kind) => secret(`${kind}s`, 'CreateSecret', 'PutSecretValue', 'RestoreSecret'),
    remove: (kind) => secret(`${kind}s`, 'DeleteSecret'),
  },
  slots: {
    begin: write('slots', 'PutItem'),
    read,
    readMany: write('slots', 'BatchGetItem'),
    list,
    close: write('slots', 'DeleteItem'),
    claim: write('slots', 'UpdateItem'),
    queue: write('slots', 'UpdateItem'),
    promote: write('slots', 'UpdateItem'),
    release: write('slots', 'UpdateItem', 'GetItem'),
    note: write('slots', 'UpdateItem'),
  },
};
