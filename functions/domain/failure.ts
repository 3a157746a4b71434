import * as z from 'zod';
import type { FaultCode } from './errors.ts';
import { codeOfToday } from './faults/former.ts';
import { openRecord } from './open-record.ts';

/** What a record keeps of a fault. Its code may be one of another release: it is taken for one of ours, and never looked up without asking. */
export const failureSchema = openRecord({
  code: z.preprocess(
    (code) => (typeof code === 'string' ? codeOfToday(code) : code),
    z.custom<FaultCode>((code) => typeof code === 'string', 'the code of a fault'),
  ),
  message: z.string(),
  stage: z.string().exactOptional(),
});
