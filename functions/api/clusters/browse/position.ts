import * as z from 'zod';
import { Fault } from '../../../domain/errors.ts';

/** The API server's own tokens are some hundred characters; of a longer one the cursor does without. */
const LONGEST_TOKEN = 2_048;

const positionSchema = z.strictObject({
  type: z.string(),
  /** `namespace/name` of the object that was looked at last; others come and go without moving it. */
  place: z.string(),
  /** The namespace that was listed; empty where all were. */
  within: z.string(),
  /** Of the API server's own list, to go on from there. It expires: what is before `place` is then read again. */
  token: z.string().exactOptional(),
});
/** How far a walk through a cluster's objects has come. */
export type Position = z.infer<typeof positionSchema>;

export function positionText({ token, ...position }: Position): string {
  return JSON.stringify({ ...position, ...(token && token.length <= LONGEST_TOKEN ? { token } : {}) });
}

/** @throws Fault Rejected `request.cursor_invalid` */
export function parsePosition(text: string): Position {
  try {
    return positionSchema.parse(JSON.parse(text));
  } catch {
    throw new Fault('request.cursor_invalid', 'the cursor does not belong to this list');
  }
}
