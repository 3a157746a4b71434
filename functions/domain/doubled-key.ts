/** A text of JSON, or what tells an object from a list. */
const PIECE = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;
/** Longer ones are no names, and might be what nobody should read in an answer. */
const LONGEST_SHOWN = 64;

/**
 * The first key that an object of a JSON text has twice; undefined when none has. The parser takes the last of the two and
 * says nothing, so what was sent would be another thing for its reader than for its writer.
 * @param text that the parser has taken
 */
export function doubledKeyOf(text: string): string | undefined {
  const objects: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [piece] of text.matchAll(PIECE)) {
    if (piece === '{') objects.push(new Set());
    else if (piece === '[') objects.push(undefined);
    else if (piece === '}' || piece === ']') objects.pop();
    else if (piece === ':') {
      const key = String(JSON.parse(last));
      const keys = objects.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    last = piece;
  }
  return undefined;
}

/** For a sentence: a key as it is, if it is one that a person has written as a name. */
export function shownKey(key: string): string {
  return key.length <= LONGEST_SHOWN && /^[\w./ -]+$/.test(key) ? `"${key}"` : 'that is no plain name';
}
