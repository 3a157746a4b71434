import * as z from 'zod';
import { dnsLabel } from '../../domain/backup-spec.ts';

const reason = z.string().trim().min(1).max(500).meta({ description: 'why, for whoever looks later' });

export const suspendSchema = z.strictObject({ reason });
export const resumeSchema = z.strictObject({ reason: reason.optional() });

export const runSchema = z.strictObject({
  entry: dnsLabel
    .optional()
    .meta({ description: 'the entry of the policy that counts this run; the first one if absent' }),
});

export const nextRunsQuerySchema = z.strictObject({
  count: z.coerce.number().int().min(1).max(100).default(10),
  schedule: dnsLabel.optional().meta({ description: 'a schedule of the policy: its backups that are there count too' }),
  after: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional()
    .meta({ description: 'runs after this moment; now if absent' }),
});
