import { Fault, failureOf } from '../../domain/errors.ts';
import { codeOfToday } from '../../domain/faults/former.ts';
import { repositoryPath } from '../../domain/location/location-layout.ts';
import {
  type Finding,
  findingOfRepository,
  MAX_FINDINGS,
  type SealsRead,
  saysUnopened,
  subjectOf,
} from '../../domain/location/maintenance.ts';
import type { EventType } from '../../domain/operation/event-types.ts';
import type { Operation, Run } from '../../domain/operation/operation.ts';
import { locationOf } from '../../domain/operation/refs.ts';
import type { MaintenanceTransfer } from '../../domain/transfer/transfer.ts';
import { sealedIn } from '../../operations/kept-in.ts';
import { recordLook } from '../../operations/record-damage.ts';
import type { Uses } from '../../platform/services.ts';
import type { RepositoryKey } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Location } from '../../services/location/location.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'ledger' | 'repositories'>;
interface Turn {
  operation: Operation;
  run: Run;
  location: Location;
  /** What the seals list, which is read at most once. */
  readPages: () => Promise<readonly SealsRead[]>;
}

/** The beginning of what backups say. */
const UNOPENED = 'the repository cannot be opened that holds the data of';

/**
 * A mover could not open a repository, for it is gone, another one or broken: all that was sealed in it says so from now
 * on. Where the mover finds none and the control plane does, it is the mover that looks elsewhere.
 * @returns whether it is so
 */
export async function noteUnopened(
  services: Dependencies,
  { run, location, readPages }: Omit<Turn, 'operation'>,
  { repository, failure: reason }: Pick<MaintenanceTransfer, 'repository' | 'failure'>,
): Promise<boolean> {
  if (!reason || !saysUnopened(reason)) return false;
  const { repositories } = services;
  const isThere = await location.store.hasRepository(repository);
  if (reason.code === 'repository.not_found' && isThere) return false;
  const key = { locationUid: location.locationUid, ...repository };
  // Each time: what was uploaded before may have been sealed since. What is marked already is not written again.
  await markAll(services, run, key, await readPages());
  const isKnown = (await repositories.read(key))?.unopenedAt !== undefined;
  if (!isKnown) await repositories.note(key, { unopenedAt: isoNow(services.clock) });
  return true;
}

/**
 * What this maintenance says of repositories: those that could not be opened, and those that seals name and that are not
 * there at all. What it has not looked at stands.
 */
export async function tellOfRepositories(
  services: Dependencies,
  { operation, run, location, readPages }: Turn,
  works: readonly MaintenanceTransfer[],
): Promise<void> {
  const { ledger } = services;
  const known = await readFindings(services, operation);
  const pages = await readPages();
  const knownOf = (repository: string) => known.find((finding) => finding.repository === repository);
  // One that failed otherwise was not opened, and not looked at.
  const unopened = works.flatMap((work) => {
    if (work.unopened && work.failure) return findingOfRepository(work.repository, work.failure);
    return work.phase === 'Failed' ? (knownOf(nameOf(work.repository)) ?? []) : [];
  });
  const named = new Set(pages.flatMap(({ kept }) => Object.keys(kept)));
  const looked = new Set(works.map(({ repository }) => nameOf(repository)));
  const listed = await services.repositories.list(location.locationUid);
  const rows = new Set(listed.map(nameOf));
  const found = [...unopened];
  for (const repository of [...named].filter((one) => !looked.has(one)).toSorted()) {
    const absent = await absentFinding(repository, knownOf(repository));
    if (absent) found.push(absent);
  }
  const { findings = [], newFindings = 0 } = (await ledger.readOperation(run.operationId)) ?? operation;
  const ofSeals = findings.filter(({ repository }) => !repository);
  // Also what this maintenance has told already: a Task may have died in between.
  const fresh = await tellNew(services, run, [...known, ...findings], found);
  const all = [...ofSeals, ...found].slice(0, 2 * MAX_FINDINGS);
  await ledger.updateOperation(run, { findings: all, newFindings: newFindings + fresh });

  async function absentFinding(repository: string, before: Finding | undefined): Promise<Finding | undefined> {
    const [clusterId = '', namespace = ''] = repository.split('/');
    const key = { locationUid: location.locationUid, clusterId, namespace };
    if (rows.has(repository)) return before;
    if (await location.store.hasRepository(key)) return before;
    await markAll(services, run, key, pages);
    const why = `there is no kopia.repository below ${repositoryPath(clusterId, namespace)}`;
    return findingOfRepository(key, failureOf(new Fault('repository.not_found', why)));
  }
}

async function markAll(services: Dependencies, run: Run, key: RepositoryKey, pages: readonly SealsRead[]) {
  await recordLook(services, run, key, { pages, damaged: sealedIn(pages, key), what: UNOPENED });
}

function nameOf({ clusterId, namespace }: Pick<RepositoryKey, 'clusterId' | 'namespace'>): string {
  return `${clusterId}/${namespace}`;
}

/** By the code of a finding about a backup; what is amiss with seals else is that they cannot be read or verified. */
const TYPES: Readonly<Record<string, EventType>> = {
  'backup.returned': 'SealReturned',
  'part.invalid': 'PartUnreadable',
  'part.not_found': 'PartMissing',
  'seal.not_found': 'SealMissing',
};

/** What the maintenance before has found amiss at the location. */
export async function readFindings({ catalog }: Uses<'catalog'>, operation: Pick<Operation, 'refs'>) {
  const item = await catalog.read('location', locationOf(operation).name);
  return (item?.status.findings ?? []).map((finding) => ({ ...finding, code: codeOfToday(finding.code) }));
}

/** What the location did not know of yet is an event, and a message to receivers. @returns how many that are */
export async function tellNew({ ledger }: Uses<'ledger'>, run: Run, known: Finding[], found: Finding[]) {
  const before = new Set(known.map(subjectOf));
  const fresh = found.filter((finding) => !before.has(subjectOf(finding)));
  for (const { code, backupId, repository, message } of fresh) {
    const type = repository ? 'RepositoryUnreadable' : (TYPES[code] ?? 'SealUnreadable');
    await ledger.appendEvent(run.operationId, { type, message, details: repository ? { repository } : { backupId } });
  }
  return fresh.length;
}
