import { Stream } from 'node:stream';

type Row = Record<string, unknown>;
type Done<Result = undefined> = (failure: null, result?: Result) => void;

interface Range {
  gte?: string;
  gt?: string;
  lte?: string;
  lt?: string;
  reverse?: boolean;
  /** Fewer than 0 is all. */
  limit?: number;
}

/**
 * The rows of a table or an index by their key, in its order, as dynalite keeps them: in place of a store of bytes, in which each
 * is JSON that is written and read again. Its operations copy a row before they change it. All is done at once, so what one of them
 * reads and writes needs no lock.
 */
export function createRows() {
  const rows = new Map<string, Row>();
  /** Of the rows, in order. */
  const keys: string[] = [];

  return {
    lock: (_key: string, work: (release: <Callback>(then: Callback) => Callback) => void) => work((then) => then),

    get: (key: string, done: Done<Row>) => done(null, rows.get(key)),

    put(key: string, row: Row, done: Done) {
      if (!rows.has(key)) keys.splice(placeOf(keys, key), 0, key);
      rows.set(key, withoutGaps(row));
      done(null);
    },

    del(key: string, done: Done) {
      if (rows.delete(key)) keys.splice(placeOf(keys, key), 1);
      done(null);
    },

    /** Whoever asks listens before the next turn. */
    createValueStream({ gte, gt, lte, lt, reverse = false, limit = -1 }: Range) {
      const stream = new Stream();
      const from = gt === undefined ? placeOf(keys, gte ?? '') : placeAfter(keys, gt);
      const to = lte !== undefined ? placeAfter(keys, lte) : lt === undefined ? keys.length : placeOf(keys, lt);
      const found = reverse ? keys.slice(from, to).reverse() : keys.slice(from, to);
      const values = found.slice(0, limit < 0 ? found.length : limit).map((key) => rows.get(key));
      process.nextTick(() => {
        try {
          for (const value of values) stream.emit('data', value);
          stream.emit('end');
        } catch (thrown) {
          stream.emit('error', thrown);
        }
      });
      return stream;
    },
  };
}

/** An index's row has each attribute that the index is to have, also those that this item lacks. */
function withoutGaps(row: Row): Row {
  for (const name in row) if (row[name] === undefined) delete row[name];
  return row;
}

/** Of the first key that is not before this one. */
function placeOf(keys: readonly string[], key: string): number {
  let from = 0;
  let to = keys.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((keys[middle] ?? '') < key) from = middle + 1;
    else to = middle;
  }
  return from;
}

function placeAfter(keys: readonly string[], key: string): number {
  const place = placeOf(keys, key);
  return keys[place] === key ? place + 1 : place;
}
