import type { SealsRead } from '../domain/location/maintenance.ts';
import type { Run } from '../domain/operation/operation.ts';
import type { MaintenanceTransfer } from '../domain/transfer/transfer.ts';
import type { Uses } from '../platform/services.ts';
import type { RepositoryKey } from '../services/catalog/catalog.ts';
import { isoNow } from '../services/clock/clock.ts';
import { MAX_KEPT, type MoverState } from '../services/mover/mover.ts';
import { sealedIn } from './kept-in.ts';
import { recordLook } from './record-damage.ts';

interface Turn {
  run: Run;
  locationUid: string;
  /** What the seals list, which is read at most once. */
  readPages: () => Promise<readonly SealsRead[]>;
  /** Another repository than the catalogue knows is the one that counts from now on. */
  accepts?: true | undefined;
}

/** What a mover that maintained a repository has found in it: on the backups that it concerns, and in the catalogue. */
export async function noteLook(
  services: Uses<'clock' | 'ledger' | 'repositories'>,
  { run, locationUid, readPages, accepts }: Turn,
  { repository, full }: Pick<MaintenanceTransfer, 'repository' | 'full'>,
  { maintenance, facts }: Pick<MoverState, 'maintenance' | 'facts'>,
): Promise<void> {
  const { clock, ledger, repositories } = services;
  const key = { locationUid, ...repository };
  const at = isoNow(clock);
  const { damaged = [], checked, repaired, marked } = maintenance ?? {};
  const repositoryId = facts?.repositoryId;
  const before = await repositories.read(key);
  const was = accepts && repositoryId !== before?.repositoryId ? before?.repositoryId : undefined;
  const isAnother = repositoryId !== undefined && was !== undefined;
  // A look that was no full one has found nothing missing, and says nothing of what was damaged before.
  const all = checked === 'full' ? { doubted: await doubtedBefore() } : {};
  const pages = damaged.length > 0 || all.doubted?.length ? await readPages() : [];
  if (repaired) await tellRepaired({ ledger }, run, key, { contents: marked, damagedSnapshots: damaged.length });
  await recordLook(services, run, key, { pages, damaged, ...all });
  if (isAnother) await tellAccepted({ ledger }, run, key, { was, is: repositoryId });
  await repositories.recordMaintained(key, { at, full, bytes: maintenance?.bytesAfter });
  await repositories.note(key, {
    ...(repositoryId ? { repositoryId } : {}),
    // What uploads have seen of the other one says nothing of this one.
    ...(isAnother ? { lastSaved: undefined, corruptAt: undefined, repairedAt: undefined } : {}),
    ...(repaired ? { repairedAt: at } : {}),
    ...(checked === 'full' ? { doubted: damaged.length > 0 ? damaged : undefined, unopenedAt: undefined } : {}),
  });

  /**
   * What a look at everything takes the mark off, where it finds nothing: what was damaged when it was looked at last; of
   * a repository that could not be opened, that is accepted, or that is looked at for the first time, all that was sealed
   * in it.
   */
  async function doubtedBefore(): Promise<readonly string[]> {
    const { doubted = [], unopenedAt, fullyMaintainedAt } = before ?? {};
    if (!isAnother && unopenedAt === undefined && fullyMaintainedAt !== undefined) return doubted;
    const sealed = sealedIn(await readPages(), key);
    // Of too many nobody has asked which are missing.
    return sealed.length <= MAX_KEPT ? [...new Set([...sealed, ...doubted])] : doubted;
  }
}

async function tellAccepted(
  { ledger }: Uses<'ledger'>,
  run: Run,
  { clusterId, namespace }: RepositoryKey,
  ids: { was: string; is: string },
): Promise<void> {
  const repository = `${clusterId}/${namespace}`;
  const message = `repository ${repository} is ${ids.is.slice(0, 16)} from now on, and ${ids.was.slice(0, 16)} was made: an admin has accepted what lies there`;
  await ledger.appendEvent(run.operationId, { type: 'RepositoryAccepted', message, details: { repository, ...ids } });
}

/** @param details what is known of it: how many contents were marked, and how many sealed snapshots need them */
export async function tellRepaired(
  { ledger }: Uses<'ledger'>,
  run: Run,
  { clusterId, namespace }: Omit<RepositoryKey, 'locationUid'>,
  details: Record<string, unknown>,
): Promise<void> {
  const repository = `${clusterId}/${namespace}`;
  const message = `repository ${repository} was repaired: what is lost of it is written anew by the next uploads`;
  await ledger.appendEvent(run.operationId, {
    type: 'RepositoryRepaired',
    message,
    details: { repository, ...details },
  });
}
