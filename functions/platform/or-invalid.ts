import { type Fault, toFault } from '../domain/errors.ts';

/** The fault, and no throw, where a row cannot be read: whoever looks at many goes on with the others. */
export async function orInvalid<Result>(reading: Promise<Result>): Promise<Result | Fault> {
  try {
    return await reading;
  } catch (thrown) {
    const fault = toFault(thrown);
    if (fault.code !== 'record.invalid') throw thrown;
    return fault;
  }
}
