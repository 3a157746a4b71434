import * as z from 'zod';

/** What a person writes in one line, and others read in lists, logs and messages: nothing that moves a cursor or ends a line. */
// By what it takes, in the form that every reader of a JSON Schema has: beyond U+FFFF a character is two units. Left out are
// control characters, line ends, and what turns the direction of a text around.
const ONE_LINE = /^[ -~\u00a0-\u2027\u202f-\u2065\u206a-\uffff]*$/;
export const oneLine = z
  .string()
  .regex(ONE_LINE, 'text in one line, without control characters')
  .refine((text) => text.isWellFormed(), 'text in one line, without halves of characters');
export function freeText(most: number) {
  return oneLine.trim().min(1).max(most);
}
