import * as z from 'zod';
import { openRecord } from '../open-record.ts';
import { frozenRuleSchema } from './rule-spec.ts';

/** The rules of a backup, as they were when it began. */
export const backupRulesSchema = openRecord({
  preExec: frozenRuleSchema.exactOptional(),
  postExec: frozenRuleSchema.exactOptional(),
  quiesceGroup: z.enum(['namespace', 'all']),
  maxFreezeSeconds: z.number(),
  onMaxFreeze: z.enum(['fail', 'continue']),
});
export type BackupRules = z.infer<typeof backupRulesSchema>;
