/** What others have written, on one line: it moves no cursor, ends no line, and writes no colour. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** Tells a person, on stderr. */
export function say(shell: { err(text: string): void }, ...lines: readonly string[]): void {
  shell.err(lines.map((line) => `${plain(line)}\n`).join(''));
}
