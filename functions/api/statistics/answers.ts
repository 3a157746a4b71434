import * as z from 'zod';
import { clusterStatusSchema } from '../../domain/cluster/cluster-spec.ts';
import { OPERATION_KINDS } from '../../domain/ids.ts';
import { shownAs, time } from '../../domain/open-record.ts';
import { PHASES } from '../../domain/operation/phase.ts';

/** What a person has to look at, the gravest first. */
export const REASONS = [
  'thaw_failed',
  'damaged',
  'failed',
  'missed',
  'reduced',
  'residuals',
  'invalid',
  'credentials',
  'recovery_key',
  'unaccounted',
] as const;

const counted = z
  .array(z.strictObject({ kind: z.enum(OPERATION_KINDS), phase: z.enum(PHASES), count: z.int() }))
  .describe('by kind and phase; none of which there are none');

const thing = {
  name: z.string(),
  state: z.enum(['Valid', 'Invalid', 'NotValidated']),
  credentialsExpireAt: time.optional(),
};

export const needsPersonAnswer = z.strictObject({
  reason: z
    .enum(REASONS)
    .describe(
      '`damaged`: a seal, part or repository that its location lacks; `reduced`: a schedule’s newest backup lacks what an earlier one has; `residuals`: something of an operation that would not go from its cluster; `credentials`: they end within thirty days, or have ended; `unaccounted`: objects on a cluster that may be the only copy of something',
    ),
  kind: z.enum([...OPERATION_KINDS, 'cluster', 'location', 'schedule']),
  name: z.string(),
  id: z.string().optional().describe('of an operation'),
  at: time.optional(),
  message: z.string(),
  path: z.string().meta({ description: 'of this API, where it is read', example: '/v1/backups/bk-…' }),
});

export const statisticsAnswer = z.strictObject({
  at: time.describe('when this was worked out: at most once a minute'),
  countedSince: time
    .optional()
    .describe('since when ends are counted, where that is not yet a week: after an upgrade, or a first start'),
  operations: z.strictObject({
    day: counted.describe('what ended in the last 24 whole hours and the one that runs'),
    week: counted.describe('the same of the last seven days'),
    open: counted.describe('what runs, or waits to'),
  }),
  clusters: z
    .array(
      z.strictObject({
        ...thing,
        protection: shownAs(clusterStatusSchema.shape.protection.unwrap())
          .optional()
          .describe('of its namespaces, when somebody last looked at GET /v1/protection'),
      }),
    )
    .describe('those that are not valid first; 200 at most'),
  locations: z
    .array(
      z.strictObject({
        ...thing,
        bytes: z.int().optional().describe('of its repositories, as the last maintenance knew them'),
        bytesAt: time.optional(),
      }),
    )
    .describe('those that are not valid first; 200 at most'),
  needsPerson: z.strictObject({
    count: z.int(),
    items: z.array(needsPersonAnswer).describe('the gravest first, then the newest; 100 at most'),
  }),
});
