/** Metrics of the stack, by the names that its alarms know (infra/alarms.cjs), and their units. */
export const METRICS = {
  /** Of each backup that Succeeded: from its start to its end. */
  BackupSeconds: 'Seconds',
  BackupBytes: 'Bytes',
  /** Of each backup with snapshots: from the first that was asked for to the last cut. */
  FrozenSeconds: 'Seconds',
  /** 1 for a backup that failed, 0 for one that Succeeded. */
  BackupFailures: 'Count',
  /** 1 for a backup that Succeeded without data that it should hold, by nobody's wish; none else. */
  ReducedBackups: 'Count',
  MissedRuns: 'Count',
  /** By each sweep: since when the oldest operation that has not ended is there; 0 without one. */
  OldestOpenOperationSeconds: 'Seconds',
  /** By each sweep: how many operations it left out, since their rows cannot be read. */
  UnreadableOperations: 'Count',
  /** Every five minutes, per schedule (see schedules/check-slots.ts). */
  NewestBackupAgeSeconds: 'Seconds',
  /** Every five minutes, of the latest schedule, in its own intervals: 1 when its next good backup is due, 2 when one is missing. */
  NewestBackupLateness: 'None',
  /** 1 by each sweep: the heartbeat. */
  SweepRuns: 'Count',
  /** Tries to deliver a message that failed; each is repeated for two days. */
  NotificationFailures: 'Count',
} as const;
export type MetricName = keyof typeof METRICS;
export type MetricValues = Partial<Record<MetricName, number>>;

export interface Metrics {
  /**
   * Every combination of a name and its dimensions is a metric that CloudWatch bills: 0.30 $ a month. Without `schedule`
   * there are eleven in all, 3.30 $ a month; with it there is one more for each schedule.
   */
  emit(values: MetricValues, dimensions?: { schedule?: string }): void;
}
