import * as z from 'zod';
import { type BackupRequest, backupRequestSchema, DEFAULT_FREEZE } from '../../domain/backup/backup-spec.ts';
import { askedOf } from '../../domain/backup/selection-spec.ts';
import { OPERATION_ID } from '../../domain/ids.ts';
import type { BackupOperation } from '../../domain/operation/operation.ts';
import type { Uses } from '../../platform/services.ts';
import { checkSpecSize } from '../http/body.ts';
import { route } from '../http/contract.ts';
import { parseAs } from '../http/parse-request.ts';
import { readOfKind } from '../read-ended.ts';
import { checkStillThere } from './still-there.ts';

const LIKE =
  'the id of a backup: this one is asked for the same, of what is there now. A field that is given takes the place of the one it was asked for with, as a whole; null takes one away, so that what is usual holds, and is refused for name, cluster, locations and selection, which must be given; GET /v1/backups/{id}/spec has them all';

type Fields = typeof backupRequestSchema.shape;
/** null where it need not be given. */
type NullOf<Field extends z.ZodType> = undefined extends z.input<Field> ? null : never;
type Overrides = {
  [Field in keyof Fields]: z.ZodOptional<
    z.ZodType<z.output<Fields[Field]> | NullOf<Fields[Field]>, z.input<Fields[Field]> | NullOf<Fields[Field]>>
  >;
};

/** What is not given is that of the other backup, and not what is usual; null is what is usual. */
function overridable(field: z.ZodType): z.ZodType {
  const mayLack = field instanceof z.ZodDefault || field instanceof z.ZodPrefault || field instanceof z.ZodOptional;
  const { description } = field.meta() ?? {};
  const given = z.optional(mayLack ? z.nullable(field.unwrap() as z.ZodType) : field);
  return description === undefined ? given : given.describe(description);
}

function overridesOf(fields: Fields): Overrides {
  const entries = Object.entries(fields).map(([name, field]) => [name, overridable(field)]);
  return Object.fromEntries(entries) as Overrides;
}

/** Another one like a backup, with fields of its own. */
export const likeRequestSchema = z.strictObject({
  like: z.string().regex(OPERATION_ID, 'the id of a backup').describe(LIKE),
  ...overridesOf(backupRequestSchema.shape),
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

/**
 * The body that is meant: of one like a backup, that of the backup with what is given, as any other body is parsed.
 * @throws Fault Rejected `backup.not_found`; `rule.not_found`, `location.not_found`, `cluster.not_found`, naming the field
 * that is to be given; `request.invalid`
 */
export async function bodyFrom(
  services: Uses<'catalog' | 'ledger'>,
  asked: z.output<typeof newBackupSchema>,
): Promise<BackupRequest> {
  if (!('like' in asked)) return asked;
  const { like, ...given } = asked;
  const before = bodyOf(await readOfKind(services.ledger, 'backup', like));
  const { snapshotTimeout: _, ...others } = before.settings ?? {};
  // The body names it beside its settings; on record it is one of them.
  const kept = given.snapshotTimeout === null ? { ...before, settings: others } : before;
  const wanted = Object.entries({ ...kept, ...given }).filter(([, value]) => value !== null);
  const body = parseAs(backupRequestSchema, Object.fromEntries(wanted), 'body');
  checkSpecSize(body);
  const repeated = Object.keys(body).filter((field) => !Object.hasOwn(given, field));
  await checkStillThere(services, like, body, repeated);
  return body;
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
