import { type DueSlot, slotsAfter, type Timing } from './slots.ts';

/** A schedule, and when it fires. */
interface Firing {
  name: string;
  timing: Timing;
}

/** A place in the list of all runs: those of one moment are in the order of their schedules' names. */
interface Place {
  at: Date;
  name: string;
}

export interface RunAhead<Of extends Firing> extends DueSlot {
  schedule: Of;
}

interface Head<Of extends Firing> {
  schedule: Of;
  slots: Generator<DueSlot>;
  slot: DueSlot;
}

/**
 * The runs of many schedules behind a place, in order: each is asked for its next one only, however often it fires.
 * @param until the last moment that counts
 */
export function* runsAhead<Of extends Firing>(
  schedules: readonly Of[],
  after: Place,
  until: Date,
): Generator<RunAhead<Of>> {
  let heads = schedules.flatMap((schedule) => {
    // Of the moment itself, those whose names come later.
    const start = schedule.name > after.name ? new Date(after.at.getTime() - 1) : after.at;
    return headOf(schedule, slotsAfter(schedule.timing, start), until) ?? [];
  });
  while (heads.length > 0) {
    const first = heads.reduce((a, b) => (isBefore(b, a) ? b : a));
    yield { ...first.slot, schedule: first.schedule };
    const next = headOf(first.schedule, first.slots, until);
    heads = heads.flatMap((head) => (head === first ? (next ?? []) : head));
  }
}

function headOf<Of extends Firing>(schedule: Of, slots: Generator<DueSlot>, until: Date): Head<Of> | undefined {
  const { value: slot } = slots.next();
  return slot && slot.at <= until ? { schedule, slots, slot } : undefined;
}

function isBefore(one: Head<Firing>, other: Head<Firing>): boolean {
  const [at, otherAt] = [one.slot.at.getTime(), other.slot.at.getTime()];
  return at === otherAt ? one.schedule.name < other.schedule.name : at < otherAt;
}
