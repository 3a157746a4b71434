import { kopiaSourceOf, PROBES, repositoryPath } from '../../domain/location/location-layout.ts';
import type { Location } from '../location/location.ts';
import type { KnownOfRepository, MoverAction, MoverTask, Reading } from './mover.ts';

export const WORK = '/snapferry';
/** Below a folder that can be written to: a restore removes `<target>.kopia-entry` beside it, and fails where it may not. */
export const DATA = `${WORK}/data`;
export const TERMINATION_LOG = '/dev/termination-log';
/** Of contents and of metadata, each; indexes come on top. */
export const CACHE_MIB = 512;
/** A restore has its small files here before it writes them. */
export const RESTORE_CACHE_MIB = 1024;

export function memoryOf({ action, settings }: MoverTask): number {
  return ('memoryMiB' in action ? action.memoryMiB : undefined) ?? settings.memoryMiB;
}

/** What MOVER_SCRIPT is told; secrets come by the task's Secret. */
export function environmentOf(task: MoverTask): Record<string, string> {
  const { action, attempt, location, operationId, repository } = task;
  const scratch = action.kind === 'validate-location';
  const path = scratch ? probePath(operationId) : repositoryPath(repository.clusterId, repository.namespace);
  return {
    SF_ACTION: action.kind,
    SF_KOPIA: 'kopia',
    SF_WORK: WORK,
    SF_DATA: DATA,
    SF_RESULT: TERMINATION_LOG,
    SF_RUN: action.kind === 'delete-snapshots' ? action.run : operationId,
    ...storeOf(location, path),
    SF_USER: 'snapferry',
    SF_HOST: repository.clusterId,
    SF_CACHE_MIB: String(action.kind === 'restore' ? RESTORE_CACHE_MIB : CACHE_MIB),
    SF_CHECKPOINT: '2m',
    SF_PROGRESS_SECONDS: '5',
    SF_TURN: '',
    SF_REPOSITORY_ID: repository.repositoryId ?? '',
    ...(action.kind === 'snapshot'
      ? {
          SF_SOURCE: kopiaSourceOf(action.source),
          SF_ATTEMPT: String(attempt),
          ...readingOf(action.read),
          ...knownOf(action.known),
        }
      : {}),
    ...(action.kind === 'restore'
      ? {
          SF_SNAPSHOT: action.kopiaId,
          SF_FILES: String(action.files),
          SF_RAW_NAMES: action.rawNames?.kopiaId ?? '',
          SF_RAW_SUM: action.rawNames?.sum ?? '',
          SF_PREFETCH_MIB: String(Math.floor(RESTORE_CACHE_MIB * 0.8)),
        }
      : {}),
    ...(action.kind === 'maintain' ? maintenanceOf(action) : {}),
    ...(action.kind === 'delete-snapshots' ? { SF_ENDED: action.ended ?? '' } : {}),
  };
}

/** Clocks of nodes differ by less, or kopia refuses to work. */
const CLOCKS_DIFFER_MS = 600_000;

function knownOf({ sealed = [], repairedAt }: KnownOfRepository = {}): Record<string, string> {
  return {
    SF_SEALED: sealed.slice(0, KEPT_IN_ONE).join(' '),
    SF_REPAIRED_AT: repairedAt ? new Date(Date.parse(repairedAt) + CLOCKS_DIFFER_MS).toISOString() : '',
  };
}

function readingOf({ full, fullEvery }: Reading = { full: false, fullEvery: 0 }): Record<string, string> {
  return { SF_FULL_READ: full ? 'yes' : '', SF_FULL_READ_EVERY: String(fullEvery) };
}

/** One variable holds 128 KiB, so what is to be kept is spread over several. */
const KEPT_IN_ONE = 8_000;

/** Never SF_SAFETY: see the script. */
function maintenanceOf({ full, prune, look = {} }: Extract<MoverAction, { kind: 'maintain' }>): Record<string, string> {
  const { keep = look.sealed ?? [], before = '' } = prune ?? {};
  const chunks = Math.ceil(keep.length / KEPT_IN_ONE);
  const kept = Array.from({ length: chunks }, (_, n): [string, string] => [
    `SF_KEEP_${n}`,
    keep.slice(n * KEPT_IN_ONE, (n + 1) * KEPT_IN_ONE).join(' '),
  ]);
  return {
    SF_FULL: full ? '--full' : '',
    SF_PRUNE_BEFORE: before,
    SF_DOUBTED: (look.doubted ?? []).slice(0, KEPT_IN_ONE).join(' '),
    SF_READ_PREFIXES: (look.prefixes ?? []).join(' '),
    SF_READ_SINCE: String(look.since ? Math.floor(Date.parse(look.since) / 1000) : 0),
    ...Object.fromEntries(kept),
  };
}

/** Where a validation writes and deletes; what it leaves, the control plane removes. */
function probePath(operationId: string): string {
  return `${PROBES}${operationId}/`;
}

function storeOf({ s3 }: Location, path: string): Record<string, string> {
  const { protocol, host } = new URL(s3.endpoint);
  return {
    SF_ENDPOINT: host,
    SF_TLS: protocol === 'http:' ? '--disable-tls' : '',
    SF_REGION: s3.region,
    SF_BUCKET: s3.bucket,
    SF_PREFIX: s3.prefix === '' ? path : `${s3.prefix}/${path}`,
  };
}
