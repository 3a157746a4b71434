import type { BackupRequest } from '../../domain/backup/backup-spec.ts';
import { Fault } from '../../domain/errors.ts';
import type { Uses } from '../../platform/services.ts';

/** The fields of a body that name something of the catalogue. */
const NAMING = [
  { field: 'cluster', kind: 'cluster' },
  { field: 'locations', kind: 'location' },
  { field: 'preExecRule', kind: 'rule' },
  { field: 'postExecRule', kind: 'rule' },
] as const;

/**
 * What a backup was asked for with may be gone by now: who asks for another one like it has to know which field to give.
 * @param repeated the fields of the body that are those of the backup
 * @throws Fault Rejected `cluster.not_found`, `location.not_found`, `rule.not_found`; `details.errors` has all of them
 */
export async function checkStillThere(
  { catalog }: Uses<'catalog'>,
  id: string,
  body: BackupRequest,
  repeated: readonly string[],
): Promise<void> {
  const named = NAMING.filter(({ field }) => repeated.includes(field)).flatMap(({ field, kind }) =>
    [body[field] ?? []].flat().map((name) => ({ field, kind, name })),
  );
  const found = await Promise.all(named.map(({ kind, name }) => catalog.read(kind, name)));
  const gone = named.filter((_, at) => !found[at]);
  const [first] = gone;
  if (!first) return;
  const errors = gone.map((one) => ({ pointer: `/${one.field}`, message: sentenceOf(one, id) }));
  const message = errors.map((error) => error.message).join('; ');
  throw new Fault(`${first.kind}.not_found`, message, { details: { errors } });
}

function sentenceOf(
  { field, kind, name }: Omit<(typeof NAMING)[number], 'name'> & { name: string },
  id: string,
): string {
  const without = kind === 'rule' ? ', or null to do without it' : '';
  return `${kind} ${name}, with which backup ${id} was asked for, is not there any more: give ${field} beside like${without}`;
}
