import type { SealedPart } from '../../domain/backup/seal.ts';
import type { Doubt, SealsRead, UnreadBackup } from '../../domain/location/maintenance.ts';
import type { NextPart } from '../../domain/operation/checkpoints.ts';
import { readPart } from '../../manifests/sealed-backup.ts';
import { inParallel } from '../../platform/in-parallel.ts';
import type { Location } from '../../services/location/location.ts';
import { readSeal, unreadable } from './read-seals.ts';

/** Each is in memory whole, and unpacked. */
const CONCURRENCY = 4;
/** Between two looks at the clock. */
const IN_A_ROW = 32;

interface Turn {
  /** Of a backup that is not read whole: see readPrefixesOf. */
  prefixes: readonly string[];
  /** Asked between the parts. */
  isLate: () => boolean;
}

/** Reads the parts that rows ask for while there is time. @returns where to go on; undefined when all have been read */
export async function readUnread(
  location: Location,
  pages: readonly Pick<SealsRead, 'n' | 'unread'>[],
  [row, backup, part]: NextPart = [0, 0, 0],
  { onDoubt, ...turn }: Turn & { onDoubt: (doubt: Doubt) => Promise<void> },
): Promise<NextPart | undefined> {
  for (const { n, unread = [] } of pages.filter((page) => page.n >= row)) {
    for (const [at, one] of unread.entries()) {
      if (n === row && at < backup) continue;
      const from = n === row && at === backup ? part : 0;
      if (turn.isLate()) return [n, at, from];
      const { doubt, next } = await readPartsOf(location, one, from, turn);
      if (doubt) await onDoubt(doubt);
      if (next !== undefined) return [n, at, next];
    }
  }
  return undefined;
}

/**
 * Reads parts of one backup as a restore would, and finds what is altered.
 * @param from the part to begin with
 * @returns the doubt that it leaves; else `next` when it was late, and there is more
 */
async function readPartsOf(
  location: Location,
  { clusterId, backupId, whole }: UnreadBackup,
  from: number,
  { prefixes, isLate }: Turn,
): Promise<{ doubt?: Doubt; next?: number }> {
  const backup = { clusterId, backupId };
  // A deletion takes the seal first: what is going is no concern. One that is altered by now is the next look's.
  const seal = await readSeal(location, backup).catch(unreadable);
  if (!seal || 'code' in seal) return {};
  const parts = seal.parts.filter(({ sha256 }) => whole === true || prefixes.includes(sha256.slice(0, 2)));
  for (let n = from; n < parts.length; n += IN_A_ROW) {
    if (n > from && isLate()) return { next: n };
    let flaw: Pick<Doubt, 'code' | 'why'> | undefined;
    await inParallel(parts.slice(n, n + IN_A_ROW), CONCURRENCY, async (part: SealedPart) => {
      if (flaw) return;
      const found = await readPart({ location, seal }, part).then(() => undefined, unreadable);
      flaw ??= found;
    });
    if (flaw) return (await readSeal(location, backup).catch(unreadable)) ? { doubt: { ...backup, ...flaw } } : {};
  }
  return {};
}
