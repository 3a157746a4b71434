import { shownAs } from '../../domain/open-record.ts';
import { restoredObjectSchema } from '../../domain/restore/restored-object.ts';

/** An object of the backup on the record of a restore. */
export const restoredObjectAnswer = shownAs(restoredObjectSchema);
