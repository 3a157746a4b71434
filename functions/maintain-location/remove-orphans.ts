import { Fault } from '../domain/errors.ts';
import { parseBackupKey } from '../domain/location/location-layout.ts';
import { findingsOf, PROBES_AFTER_MS, type SealsRead } from '../domain/location/maintenance.ts';
import type { RemoveOrphansCheckpoint } from '../domain/operation/checkpoints.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import { locationOf } from '../domain/operation/refs.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { openOwnLocation } from '../operations/own-location.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { orInvalid } from '../platform/or-invalid.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { holdMaintenance } from './seals/maintenance-lease.ts';
import { readFindings, tellNew } from './seals/unopened-repositories.ts';

/** A Task that has less left records its place and comes back. */
const SLICE_MS = 40_000;
const CONCURRENCY = 16;
const MAX_NAMED = 20;

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'leases' | 'ledger' | 'locations' | 'log'>;

/**
 * Removes parts that no seal lists, what is left of backups that were never sealed, and old probes. Of a backup whose seal
 * does not count nothing is removed; nor of one that has not ended, or that has lost its seal. Seals that do not count are
 * findings of the location: they are told, and keep nothing of other backups.
 */
export function removeOrphans(services: Dependencies): Step {
  const { clock, ledger } = services;
  return step('maintenance', 'RemoveOrphans', services, async ({ operation, run, remainingMs }) => {
    await holdMaintenance(services, operation);
    const { store } = await openOwnLocation(services, locationOf(operation));
    const place = operation.checkpoints?.RemoveOrphans ?? { n: 0, orphans: 0, bytes: 0 };
    if (place.n < 0) return done(countsOf(place), place.bytes);
    const pages = await ledger.readSeals(run.operationId);
    const doubts = pages.flatMap((page) => page.doubts);
    const doubted = new Set(doubts.map(({ backupId }) => backupId));
    const sealed = new Set(pages.flatMap((page) => page.sealed));
    const verdicts = new Map<string, Promise<boolean>>();

    for (const page of pages.filter(({ n }) => n >= place.n)) {
      await inParallel(page.orphans, CONCURRENCY, async ({ key, bytes }) => {
        if (!(await mayGo(key))) return;
        await store.removeParts([key]);
        place.orphans += 1;
        place.bytes += bytes;
      });
      place.n = page.n + 1;
      await save(place);
      if (remainingMs() < SLICE_MS) return waiting(0, countsOf(place), place.bytes);
    }
    const probes = await store.removeProbes({
      before: new Date(clock.now().getTime() - PROBES_AFTER_MS).toISOString(),
    });
    const counts = { orphans: place.orphans, orphanBytes: place.bytes, probes };
    await ledger.updateOperation(run, { ...(await tell(pages)), counts: { ...operation.counts, ...counts } });
    await save({ ...place, n: -1 });
    return done(counts, place.bytes);

    /** What is amiss with seals. What is amiss with repositories is looked at later, and stands until then. */
    async function tell(read: readonly SealsRead[]): Promise<Partial<Operation>> {
      const known = await readFindings(services, operation);
      const findings = findingsOf(read);
      const newFindings = await tellNew(services, run, known, findings);
      const said = findings.slice(0, MAX_NAMED).map(({ message }) => message);
      const warnings = [...new Set([...operation.warnings, ...said])].slice(0, 100);
      return { warnings, findings: [...findings, ...known.filter(({ repository }) => repository)], newFindings };
    }

    async function save(at: RemoveOrphansCheckpoint): Promise<void> {
      await ledger.updateOperation(run, { checkpoints: { ...operation.checkpoints, RemoveOrphans: at } });
    }

    async function mayGo(key: string): Promise<boolean> {
      const backup = parseBackupKey(key);
      if (!backup || doubted.has(backup.backupId)) return false;
      // a seal is written once: what it does not list it never will
      if (sealed.has(backup.backupId)) return true;
      const known = verdicts.get(backup.backupId) ?? hasEndedUnsealed(backup.backupId);
      verdicts.set(backup.backupId, known);
      return await known;
    }

    /** Succeeded without a seal is a backup whose seal somebody removed, and may bring back. */
    async function hasEndedUnsealed(backupId: string): Promise<boolean> {
      const backup = await orInvalid(ledger.readOperation(backupId));
      if (backup instanceof Fault) return false;
      return !backup || (TERMINAL_PHASES.has(backup.phase) && backup.phase !== 'Succeeded');
    }
  });
}

function countsOf({ orphans, bytes }: RemoveOrphansCheckpoint): Record<string, number> {
  return { orphans, orphanBytes: bytes };
}
