import { createHash } from 'node:crypto';
import { keepTokenOf } from '../../../functions/domain/location/maintenance.ts';
import type { RunJobs, RunResult } from '../../../simulator/kubelet/run.ts';

/** Stands in for kopia in the movers of a simulated cluster: it moves nothing, and takes its time on the virtual clock. */
export interface Kopia {
  runJobs: RunJobs;
  /** How long a snapshot takes. */
  afterMs: number;
  /** How long all else takes. */
  othersAfterMs: number;
  /** The ids that are in its repositories, with the run that saved each. */
  snapshots: Map<string, { prefix: string; run: string }>;
  /** What must never be: two creations of one repository at once destroy it. */
  broken: string[];
  /** Movers that ran, by action. */
  runs: Record<string, number>;
  /** Somebody deletes all repositories behind its back. */
  empty(): void;
  /** Instead of the answer, for runs of this action, while there is one. */
  fail: ((action: string, environment: Record<string, string>) => RunResult | undefined) | undefined;
}

export const MOVED = { files: 12, dirs: 3, symlinks: 1, bytes: 4096 };

/** @param existing prefixes of repositories that are there */
export function createKopia(existing: readonly string[] = []): Kopia {
  const repositories = new Map<string, 'creating' | 'there'>(existing.map((prefix) => [prefix, 'there']));
  const unverified = new Map<string, string[]>();
  const kopia: Kopia = {
    afterMs: 2_000,
    othersAfterMs: 2_000,
    snapshots: new Map(),
    broken: [],
    runs: {},
    fail: undefined,
    empty: () => repositories.clear(),
    runJobs: ({ environment, pod }) => {
      const turns = turnsIn(environment);
      return turns.length > 0
        ? inTurn(turns, (turn) => run(turn, pod.metadata.uid))
        : run(environment, pod.metadata.uid);
    },
  };

  function run(environment: Record<string, string>, pod: string | undefined): RunResult {
    const action = environment.SF_ACTION ?? '';
    kopia.runs[action] = (kopia.runs[action] ?? 0) + 1;
    const failed = kopia.fail?.(action, environment);
    if (failed) return failed;
    const prefix = environment.SF_PREFIX ?? '';
    if (action === 'create-repository') create(prefix);
    if (action === 'snapshot' && !repositories.has(prefix)) {
      return said(1, { action, failed: 'connect', exit: 1, said: 'repository not initialized' });
    }
    const ofRun = environment.SF_RUN ?? '';
    if (action === 'snapshot') kopia.snapshots.set(idOf(environment), { prefix, run: ofRun });
    if (action === 'delete-snapshots') remove(prefix, ofRun);
    const verification = action === 'snapshot' ? verificationIn(pod, environment) : {};
    return {
      ...said(0, { ...answer(action, environment), ...verification }),
      afterMs: action === 'snapshot' ? kopia.afterMs : kopia.othersAfterMs,
    };
  }

  /** The last of a repository of those that share a pod looks at what all of them have saved. */
  function verificationIn(pod: string | undefined, environment: Record<string, string>): Record<string, unknown> {
    const key = `${pod} ${environment.SF_PREFIX}`;
    const before = unverified.get(key) ?? [];
    if (environment.SF_VERIFY) return { verified: before.map(keepTokenOf) };
    unverified.set(key, [...before, idOf(environment)]);
    return { unverified: true };
  }

  function remove(prefix: string, run: string): void {
    for (const [id, one] of kopia.snapshots) {
      if (one.prefix === prefix && one.run === run) kopia.snapshots.delete(id);
    }
  }

  function create(prefix: string): void {
    if (repositories.get(prefix) === 'creating') kopia.broken.push(`${prefix} was created twice at once`);
    repositories.set(prefix, 'creating');
    setImmediate(() => repositories.set(prefix, 'there'));
  }
  return kopia;
}

/** What each of those that share a container is told; none where it is not shared. */
function turnsIn(environment: Record<string, string>): Record<string, string>[] {
  const count = Number(environment.SF_TURNS ?? 0);
  return Array.from({ length: count }, (_, at) => ({
    ...environment,
    SF_SOURCE: environment[`SF_SOURCE_${at}`] ?? '',
    SF_ATTEMPT: environment[`SF_ATTEMPT_${at}`] ?? '',
    SF_VERIFY: at + 1 === count ? (environment.SF_VERIFY ?? '') : '',
  }));
}

/** As TURNS_SCRIPT: one after the other, until one of them is killed. */
function inTurn(turns: Record<string, string>[], run: (turn: Record<string, string>) => RunResult): RunResult {
  const told: string[] = [];
  let seconds = 0;
  for (const [at, turn] of turns.entries()) {
    const { afterMs = 0, ...result } = run(turn);
    const began = seconds;
    seconds += afterMs / 1000;
    const end = result.message === undefined ? '' : ` ${seconds} ${result.message}`;
    told.push(`snapferry-turn ${at} ${began}`, `snapferry-turn ${at} ${began}${end}`);
    if (result.exitCode !== 0) return { ...result, message: told.join('\n'), afterMs: seconds * 1000 };
  }
  return { exitCode: 0, message: told.join('\n'), afterMs: seconds * 1000 };
}

function answer(action: string, environment: Record<string, string>): Record<string, unknown> {
  if (action === 'restore') return { action, snapshot: environment.SF_SNAPSHOT, ...MOVED };
  if (action === 'delete-snapshots') return { action, deleted: 1 };
  if (action === 'repair-repository') return { action, forgotten: 1 };
  if (action === 'maintain') {
    return { action, bytesBefore: 2 * MOVED.bytes, bytesAfter: MOVED.bytes, snapshots: 1, removedSnapshots: 1 };
  }
  if (action !== 'snapshot') return { action };
  const { files, dirs, symlinks, bytes } = MOVED;
  return {
    action,
    uploadedBytes: bytes,
    manifest: {
      id: idOf(environment),
      stats: { nonCachedFiles: files, cachedFiles: 0 },
      rootEntry: { summ: { size: bytes, files, symlinks, dirs, numFailed: 0 } },
      tags: { 'tag:run': environment.SF_RUN },
    },
  };
}

function idOf({ SF_SOURCE = '', SF_RUN = '' }: Record<string, string>): string {
  return createHash('sha256').update(`${SF_SOURCE} ${SF_RUN}`).digest('hex').slice(0, 32);
}

/** How a mover ends, with its last line. */
export function said(exitCode: number, report: Record<string, unknown>): RunResult {
  return { exitCode, message: JSON.stringify({ format: 1, ...report }) };
}
