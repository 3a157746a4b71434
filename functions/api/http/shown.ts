import type * as z from 'zod';

/** Of what is known of something that which its answer has. */
export function shown<Answer extends z.ZodObject>(answer: Answer, known: z.input<Answer>): z.input<Answer> {
  const fields = Object.keys(answer.shape).map((name) => [name, known[name]]);
  return Object.fromEntries(fields);
}
