import * as z from 'zod';

/**
 * What a row or a part of one must have. What a later release has put beside it stays on what is read, so that a part that
 * is written back whole loses nothing while two releases are running; no type says so.
 */
export function openRecord<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.looseObject(shape);
}
