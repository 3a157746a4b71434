import type { RunJobs, RunResult } from '../../infra/local/simulator/kubelet/run.ts';

export interface MoverScript {
  /** By the simulator's clock. */
  seconds: number;
  files: number;
  bytes: number;
  /** Answers in place of success, where it has one. */
  answer?: (environment: Record<string, string>, job: string) => RunResult | undefined;
}

/** Stands in for kopia in virtual time: what a mover's script would report, after as long as it would take. */
export function scriptMovers(script: MoverScript): RunJobs {
  return ({ environment, job }) => {
    const given = script.answer?.(environment, job?.metadata.name ?? '');
    if (given) return given;
    return { exitCode: 0, afterMs: script.seconds * 1000, message: JSON.stringify(reportOf(environment, script)) };
  };
}

function reportOf(environment: Record<string, string>, { files, bytes }: MoverScript) {
  const { SF_ACTION: action, SF_RUN: run, SF_SOURCE: source, SF_SNAPSHOT: snapshot } = environment;
  if (action === 'restore') return { format: 1, action, snapshot, files, dirs: 1, symlinks: 0, bytes };
  if (action !== 'snapshot') return { format: 1, action };
  const summ = { size: bytes, files, symlinks: 0, dirs: 1, numFailed: 0 };
  const manifest = { id: `k-${source?.slice(-8)}`, stats: {}, rootEntry: { summ }, tags: { 'tag:run': run } };
  return { format: 1, action, uploadedBytes: bytes, manifest };
}
