import { operationIdOf } from '../../functions/domain/ids.ts';
import { type NewOperation, newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { Operation, OperationOf } from '../../functions/domain/operation/operation.ts';
import { resolveSettings } from '../../functions/domain/settings/settings.ts';

const settings = resolveSettings('kopia:1');
const backup = operationIdOf('backup', ['nobody']);

const backupSpec: OperationOf<'backup'>['spec'] = {
  selection: { kind: 'namespaces', namespaces: ['shop'] },
  crossCloud: false,
  offload: true,
  snapshotClasses: {},
  localCopies: { keep: 1, onOffloadFailure: 'keep', failedFor: '72h' },
  settings,
};

/** What a request that wishes nothing becomes, by kind. */
export const SPECS: { [Kind in Operation['kind']]: OperationOf<Kind>['spec'] } = {
  backup: backupSpec,
  restore: { backup, namespaceMapping: {}, storageClassMapping: {}, restoreStatus: false, settings },
  delete: { backup, because: 'a test', force: false, settings },
  validation: { generation: 1, settings },
  maintenance: { full: false, settings },
  undo: { restore: operationIdOf('restore', ['nobody']), force: false, settings },
  simulation: { of: 'backup' as const, backup: backupSpec, settings },
};

/** The row of an operation whose kind is known only when the test runs. */
export function newOperationOf(
  kind: Operation['kind'],
  given: Pick<Operation, 'operationId' | 'name' | 'refs' | 'createdBy'> & { spec?: object },
  now: Date,
  timeoutSeconds: number,
): Operation {
  return newOperation({ spec: SPECS[kind], ...given, kind } as NewOperation, now, timeoutSeconds);
}
