/** Of what one action prints: kept in its container, and on the record. */
export const MAX_OUTPUT_BYTES = 4_096;

/** Begins what was cut: the end is kept, since that is where a command says why it failed. */
const MARK = '…\n';
const MARK_BYTES = Buffer.byteLength(MARK);

/**
 * `keep` takes all that comes and leaves the last `m` bytes of it in `out`. The first are there as soon as they are printed: dd
 * writes each byte on its own and takes none that it does not write. What comes after them is there at the end. A container
 * without dd or tail keeps the first bytes.
 */
export const KEEP = `
keep() {
  if command -v dd && command -v tail; then
    dd bs=1 count="$m" >"$d/out"
    tail -c "$m" >"$d/rest"
    if [ -s "$d/rest" ]; then
      { echo ${MARK.trim()}; cat "$d/out" "$d/rest" | tail -c $((m - ${MARK_BYTES})); } >"$d/cut"
      mv "$d/cut" "$d/out"
    fi
  else head -c "$m" >"$d/out"
  fi
  cat
} >/dev/null
`;

/** What a container has kept: a character of which the beginning is lost was read as up to three that are none. */
export function wholeCharacters(output: string): string {
  return output.startsWith(MARK) ? MARK + output.slice(MARK.length).replace(/^\uFFFD{1,3}/, '') : output;
}

/** The end of a text, marked where it was cut, and never within a character. */
export function endOfOutput(output: string, most = MAX_OUTPUT_BYTES): string {
  const bytes = Buffer.from(output);
  if (bytes.length <= most) return output;
  return MARK + lastCharacters(bytes, most - MARK_BYTES);
}

/** What is cut in the middle of a character begins after it. */
export function lastCharacters(bytes: Buffer, most: number): string {
  const from = Math.max(0, bytes.length - most);
  const isRest = (at: number) => from > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80;
  const at = [from, from + 1, from + 2, from + 3].find((one) => !isRest(one)) ?? from;
  return bytes.subarray(at).toString();
}
