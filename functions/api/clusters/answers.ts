import * as z from 'zod';
import { clusterSpecSchema, clusterStatusSchema, upkeepSchema } from '../../domain/cluster/cluster-spec.ts';
import { failureSchema } from '../../domain/failure.ts';
import { shownAs } from '../../domain/open-record.ts';
import { picked } from '../../domain/picked.ts';
import { settingsSchema } from '../../domain/settings/settings.ts';
import { itemAnswer, removedAnswer } from '../http/read-only.ts';

const plainReason = shownAs(failureSchema).extend({ code: z.string() });
const { reason: _, upkeep: __, ...found } = clusterStatusSchema.omit({ clusterId: true, anchors: true }).shape;

export const clusterAnswer = itemAnswer.extend({
  clusterId: z.string().describe('uid of the namespace kube-system'),
  ...picked(clusterSpecSchema.shape, 'server', 'namespace', 'accessKind', 'hasRestoreAccess'),
  settings: settingsSchema,
  status: shownAs(z.object(found)).extend({
    state: z.enum(['Valid', 'Invalid']),
    reason: plainReason.optional().describe('why the last look at it failed'),
    upkeep: shownAs(upkeepSchema)
      .extend({ reason: plainReason.optional() })
      .optional()
      .describe('what was found on the cluster that no operation accounts for'),
    credentialsExpired: z.boolean(),
  }),
  warnings: z.array(z.string()),
  removed: removedAnswer,
});

export const changedClusterAnswer = clusterAnswer.extend({
  validations: z
    .array(z.string())
    .describe('operations that look again at the locations that were not valid from here'),
});
