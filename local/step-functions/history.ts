import type { StackClock } from '../clock.ts';
import type { JsonObject } from '../json.ts';
import { HISTORY_EVENTS } from './limits.ts';

/** As GetExecutionHistory sends it: seconds since 1970, and one `…EventDetails` object by type. */
export type HistoryEvent = JsonObject & { timestamp: number; type: string; id: number; previousEventId: number };

export type History = {
  /** Adds an event, unless the execution has ended; says whether there is room for another beside the one that ends it. */
  record(type: string, details?: JsonObject): boolean;
  /** Adds the event that ends the execution: nothing is recorded after it. */
  close(type: string, details: JsonObject): void;
};

/**
 * Counts events as AWS does: the 25,000th is the one that fails the execution.
 * @param append keeps an event; called in order, before anything that follows from it
 */
export function createHistory(deps: { clock: StackClock; append: (event: HistoryEvent) => void }): History {
  let count = 0;
  let closed = false;

  function add(type: string, details: JsonObject): void {
    count++;
    const timestamp = deps.clock.now() / 1000;
    const shown = Object.keys(details).length > 0 ? { [detailsField(type)]: details } : {};
    deps.append({ timestamp, type, id: count, previousEventId: count - 1, ...shown });
  }

  return {
    record(type, details = {}) {
      if (closed || count >= HISTORY_EVENTS - 1) return closed;
      add(type, details);
      return true;
    },
    close(type, details) {
      if (closed) return;
      closed = true;
      add(type, details);
    },
  };
}

/** The event that an execution lost with its stack gets, after the last one on file. */
export function lossEvent(last: number, timestamp: number, details: JsonObject): HistoryEvent {
  return {
    timestamp,
    type: 'ExecutionFailed',
    id: last + 1,
    previousEventId: last,
    executionFailedEventDetails: details,
  };
}

/** Drops what `includeExecutionData=false` hides. */
export function withoutData(event: HistoryEvent): HistoryEvent {
  const shown = Object.entries(event).map(([key, value]) => {
    if (!key.endsWith('EventDetails') || typeof value !== 'object' || value === null) return [key, value];
    const { input: _input, output: _output, parameters: _parameters, ...rest } = value as JsonObject;
    return [key, rest];
  });
  return Object.fromEntries(shown) as HistoryEvent;
}

function detailsField(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
