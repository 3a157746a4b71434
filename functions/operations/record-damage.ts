import { Fault } from '../domain/errors.ts';
import { keepTokenOf, type SealsRead } from '../domain/location/maintenance.ts';
import type { Operation, Run } from '../domain/operation/operation.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { orInvalid } from '../platform/or-invalid.ts';
import type { Uses } from '../platform/services.ts';
import type { RepositoryKey } from '../services/catalog/catalog.ts';
import { isoNow } from '../services/clock/clock.ts';

type Dependencies = Uses<'clock' | 'ledger'>;
type Tokens = Record<string, string[]>;

const LACKS = 'the repository lacks data of';

/** A row names so many volumes, and so many backups. */
const MAX_NAMED = 100;
const MAX_IN_SENTENCE = 20;
/** A repository that does not open may concern thousands. */
const CONCURRENCY = 16;

/** An upload saw that snapshots of sealed backups are not in its repository any more. */
export async function recordLost(services: Dependencies, run: Run, key: RepositoryKey, lost: Tokens): Promise<void> {
  await recordDamaged(services, run, key, lost, LACKS);
}

/**
 * What a maintenance found in one repository: backups whose snapshots cannot be restored say so from now on, and those
 * whose snapshots are whole again no longer.
 * @param damaged tokens of snapshots, as keepTokenOf has them
 * @param what the beginning of the sentence that backups say it with; by default that the repository lacks data
 * @param doubted what was damaged when it was looked at last; undefined where the look was not at everything
 */
export async function recordLook(services: Dependencies, run: Run, key: RepositoryKey, look: Look): Promise<void> {
  const { pages, damaged, doubted, what = LACKS } = look;
  const found = new Set(damaged);
  const bad = byOwner(pages, key, damaged);
  const unknown = await recordDamaged(services, run, key, bad, what);
  if (unknown.length > 0) await warnOfUnknown(services, run, key, unknown.toSorted());
  const healed = (doubted ?? []).filter((token) => !found.has(token));
  const whole: string[] = [];
  await inParallel(Object.entries(byOwner(pages, key, healed)), CONCURRENCY, async ([backupId, tokens]) => {
    if (await takeBack(services, backupId, key.namespace, tokens, bad[backupId] ?? [])) whole.push(backupId);
  });
  if (whole.length > 0) await tellHealed(services, run, key, whole.toSorted());
}

interface Look {
  pages: readonly SealsRead[];
  damaged: readonly string[];
  doubted?: readonly string[];
  what?: string;
}

async function tellHealed({ ledger }: Dependencies, run: Run, key: RepositoryKey, backups: string[]) {
  const repository = `${key.clusterId}/${key.namespace}`;
  const message = `all data of ${backups.length} backups that ${repository} lacked is there again`;
  const details = { repository, backups: backups.slice(0, MAX_NAMED) };
  await ledger.appendEvent(run.operationId, { type: 'BackupsHealed', message, details });
}

/** Which backups snapshots belong to, as the seals have it. */
function byOwner(pages: readonly SealsRead[], { clusterId, namespace }: RepositoryKey, tokens: readonly string[]) {
  const owned: Tokens = {};
  for (const token of tokens) {
    for (const { owners } of pages) {
      const backupId = owners?.[`${clusterId}/${namespace}/${token}`];
      if (backupId) owned[backupId] = [...(owned[backupId] ?? []), token];
    }
  }
  return owned;
}

async function recordDamaged(services: Dependencies, run: Run, key: RepositoryKey, found: Tokens, what: string) {
  const { clock, ledger } = services;
  const unknown: string[] = [];
  // One after the other: they write to one row.
  let noted = Promise.resolve();
  await inParallel(Object.entries(found), CONCURRENCY, async ([backupId, tokens]) => {
    const backup = await orInvalid(ledger.readOperation(backupId));
    // Nothing can be noted on it; that its row cannot be read is a finding already.
    if (backup instanceof Fault) return;
    if (!backup) unknown.push(backupId);
    if (backup?.phase !== 'Succeeded') return;
    const before = backup.damagedVolumes ?? [];
    const names = await namesOf(services, backup, key.namespace, tokens);
    const damagedVolumes = [...new Set([...before, ...names])].slice(0, MAX_NAMED);
    if (backup.damagedAt && damagedVolumes.length === before.length) return;
    const message = `${what} ${damagedVolumes.join(', ')}: the backup cannot be restored as a whole`;
    noted = noted.then(() => noteNewly(services, run, backupId));
    await noted;
    await ledger.appendEvent(backupId, { type: 'CopyDamaged', message: message.slice(0, 1_000) });
    await ledger.updateEnded(backupId, { damagedAt: backup.damagedAt ?? isoNow(clock), damagedVolumes });
  });
  return unknown;
}

/** Of backups that were deleted a month ago, or were another control plane's, there is no row that could say it. */
async function warnOfUnknown({ ledger }: Dependencies, run: Run, key: RepositoryKey, backups: string[]) {
  const { clusterId, namespace } = key;
  const named = `${backups.slice(0, MAX_IN_SENTENCE).join(', ')}${backups.length > MAX_IN_SENTENCE ? ' …' : ''}`;
  const sentence = `${clusterId}/${namespace} lacks data of ${backups.length} backups that are not on record here (${named}): if nobody needs them, remove their folders below backups/${clusterId}/`;
  const { warnings = [] } = (await ledger.readOperation(run.operationId)) ?? {};
  if (warnings.includes(sentence)) return;
  await ledger.updateOperation(run, { warnings: [...warnings, sentence].slice(0, MAX_NAMED) });
}

/** Whoever is told how this operation ended is told of these, too. Noted first: rather twice than never. */
async function noteNewly({ ledger }: Dependencies, run: Run, backupId: string): Promise<void> {
  const { damagedBackups = [] } = (await ledger.readOperation(run.operationId)) ?? {};
  if (damagedBackups.includes(backupId) || damagedBackups.length >= MAX_NAMED) return;
  await ledger.updateOperation(run, { damagedBackups: [...damagedBackups, backupId] });
}

/** @returns whether it says nothing any more */
async function takeBack(services: Dependencies, backupId: string, namespace: string, tokens: string[], bad: string[]) {
  const { ledger } = services;
  const backup = await orInvalid(ledger.readOperation(backupId));
  if (backup instanceof Fault || !backup?.damagedAt) return false;
  const whole = new Set(await namesOf(services, backup, namespace, tokens));
  // A volume with names that are no UTF-8 has two snapshots, and is whole with both.
  for (const name of bad.length > 0 ? await namesOf(services, backup, namespace, bad) : []) whole.delete(name);
  const left = (backup.damagedVolumes ?? []).filter((name) => !whole.has(name));
  if (left.length > 0) {
    await ledger.updateEnded(backupId, { damagedVolumes: left });
    return false;
  }
  const message = 'all that the repository lacked of the backup is there again';
  await ledger.appendEvent(backupId, { type: 'CopyIntact', message });
  await ledger.updateEnded(backupId, { damagedAt: undefined, damagedVolumes: undefined });
  return true;
}

/** The claims whose snapshots these are, as `namespace/name`. */
async function namesOf({ ledger }: Dependencies, { operationId }: Operation, namespace: string, tokens: string[]) {
  const read = await orInvalid(ledger.readVolumes(operationId));
  const volumes = read instanceof Fault ? [] : read.filter((volume) => volume.namespace === namespace);
  const named = volumes
    .filter(
      ({ result }) =>
        result && [result.kopiaId, result.rawNames?.kopiaId ?? ''].some((id) => tokens.includes(keepTokenOf(id))),
    )
    .map(({ pvc }) => `${namespace}/${pvc}`)
    .sort();
  return named.length > 0 ? named : [`${namespace}/*`];
}
