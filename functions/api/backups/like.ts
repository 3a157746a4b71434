import * as z from 'zod';
import {
  type BackupRequest,
  backupRequestSchema,
  DEFAULT_FREEZE,
  freeName,
  labelsSchema,
} from '../../domain/backup/backup-spec.ts';
import { askedOf } from '../../domain/backup/selection-spec.ts';
import { OPERATION_ID } from '../../domain/ids.ts';
import type { BackupOperation } from '../../domain/operation/operation.ts';
import type { Uses } from '../../platform/services.ts';
import { route } from '../http/contract.ts';
import { readOfKind } from '../read-ended.ts';

const LIKE =
  'the id of a backup: this one is asked for the same, of what is there now; its other fields are in GET /v1/backups/{id}/spec, to be changed and sent';

/** Another one like a backup, under another name or with other labels. */
export const likeRequestSchema = z.strictObject({
  like: z.string().regex(OPERATION_ID, 'the id of a backup').describe(LIKE),
  name: freeName.optional(),
  labels: labelsSchema.optional(),
});

/** The body of POST /v1/backups: the form is told by `like`. */
export const newBackupSchema = z.union([backupRequestSchema, likeRequestSchema]);

export const getBackupSpec = route({
  operationId: 'getBackupSpec',
  route: 'GET /v1/backups/{id}/spec',
  scope: 'read',
  summary: 'The body that asks for a backup like this one',
  answer: 'BackupRequest',
  handle: async ({ ledger }: Uses<'ledger'>, { params }) => bodyOf(await readOfKind(ledger, 'backup', params.id)),
});

/** @throws Fault Rejected `backup.not_found` */
export async function bodyFrom({ ledger }: Uses<'ledger'>, body: z.output<typeof newBackupSchema>) {
  if (!('like' in body)) return body;
  const before = bodyOf(await readOfKind(ledger, 'backup', body.like));
  return { ...before, name: body.name ?? before.name, labels: body.labels ?? before.labels };
}

/** Settings are those that it was asked for itself; of a backup of an earlier release nobody knows them any more. */
function bodyOf({ name, labels, refs, spec }: BackupOperation): BackupRequest {
  const { crossCloud, fullRead, localCopies, offload, ownSettings, rules, selection, snapshotClasses } = spec;
  return {
    name,
    cluster: refs.cluster.name,
    locations: refs.locations.map((location) => location.name),
    selection: askedOf(selection),
    crossCloud,
    offload,
    snapshotClasses,
    localCopies,
    ...(rules?.preExec ? { preExecRule: rules.preExec.name } : {}),
    ...(rules?.postExec ? { postExecRule: rules.postExec.name } : {}),
    quiesceGroup: rules?.quiesceGroup ?? 'namespace',
    maxFreeze: rules ? `${rules.maxFreezeSeconds}s` : DEFAULT_FREEZE,
    onMaxFreeze: rules?.onMaxFreeze ?? 'fail',
    ...(fullRead ? { fullRead } : {}),
    ...(ownSettings ? { settings: ownSettings } : {}),
    labels,
  };
}
