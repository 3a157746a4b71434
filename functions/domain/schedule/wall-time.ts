import { Temporal } from 'temporal-polyfill';

/** The zone's name as IANA writes it, since EventBridge Scheduler reads it to the letter; undefined for no such zone. */
export function zoneNameOf(name: string): string | undefined {
  // Offsets such as +02:00 are zones to JavaScript, but know no daylight-saving time, and EventBridge refuses them.
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return zoned(new Date(0), name).timeZoneId;
  } catch {
    return undefined;
  }
}

/** The first moment that has this wall time; undefined when daylight saving skips it. */
export function instantOf(wall: Temporal.PlainDateTime, timeZone: string): Date | undefined {
  const moment = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return moment.toPlainDateTime().equals(wall) ? new Date(moment.epochMilliseconds) : undefined;
}

/** Whether the clocks of the zone ever show `2027-03-28T02:30`. */
export function comesIn(timeZone: string, text: string): boolean {
  return instantOf(Temporal.PlainDateTime.from(text), timeZone) !== undefined;
}

/** `2026-11-26T03:00` in the zone, for people. */
export function wallTimeOf(moment: Date, timeZone: string): string {
  return zoned(moment, timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });
}

export function zoned(moment: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
}
