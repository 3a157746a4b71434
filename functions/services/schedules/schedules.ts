import type { RenderedSchedule } from '../../domain/schedule/render-schedule.ts';

/** The schedules of EventBridge Scheduler, in the group of this stack. The catalogue is the truth; this is what fires. */
export interface Schedules {
  /** Creates it. One of that name is the same one: the name holds a hash of what it says. */
  ensure(schedule: RenderedSchedule): Promise<void>;
  /** Nothing to remove is fine. */
  remove(name: string): Promise<void>;
  /** Names, of all or of those that begin with `prefix`. */
  list(prefix?: string): Promise<string[]>;
}
