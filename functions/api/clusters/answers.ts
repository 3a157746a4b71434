import * as z from 'zod';
import { settingsSchema } from '../../domain/settings/settings.ts';
import { removedAnswer, timeAnswer } from '../operations/answers.ts';

const reason = z.strictObject({ code: z.string(), message: z.string(), stage: z.string().optional() });
const foundObjects = z.array(
  z.strictObject({
    kind: z.string(),
    namespace: z.string().optional(),
    name: z.string(),
    operation: z.string(),
    reason: z.string(),
  }),
);
const upkeep = z
  .strictObject({
    at: timeAnswer,
    removed: foundObjects,
    left: foundObjects,
    reported: foundObjects.meta({ description: 'may be the only copy of something: for a person to judge' }),
    reason: reason.optional(),
  })
  .meta({ description: 'what was found on the cluster that no operation accounts for' });

export const clusterAnswer = z.strictObject({
  name: z.string(),
  uid: z.string(),
  generation: z.int().meta({ description: 'the ETag' }),
  clusterId: z.string().meta({ description: 'uid of the namespace kube-system' }),
  server: z.string(),
  namespace: z.string(),
  accessKind: z.enum(['kubeconfig', 'token', 'eks']),
  hasRestoreAccess: z.boolean(),
  settings: settingsSchema,
  status: z.strictObject({
    state: z.enum(['Valid', 'Invalid']),
    version: z.string(),
    snapshotCrds: z.boolean(),
    deniedPermissions: z.array(z.string()).meta({ description: 'what backups need and its identity may not do' }),
    deniedRestorePermissions: z.array(z.string()).optional(),
    validatedAt: timeAnswer,
    lastValidAt: timeAnswer.optional(),
    reason: reason.optional().meta({ description: 'why the last look at it failed' }),
    credentialsExpireAt: timeAnswer.optional().meta({ description: 'of the first of its credentials to end' }),
    expiringCredential: z.string().optional().meta({ example: 'token of access' }),
    credentialsExpired: z.boolean(),
    upkeep: upkeep.optional(),
  }),
  warnings: z.array(z.string()),
  createdAt: timeAnswer,
  createdBy: z.string(),
  updatedAt: timeAnswer,
  removed: removedAnswer.optional(),
});

export const changedClusterAnswer = z.strictObject({
  ...clusterAnswer.shape,
  validations: z
    .array(z.string())
    .meta({ description: 'operations that look again at the locations that were not valid from here' }),
});

export const namespaceAnswer = z.strictObject({
  name: z.string(),
  phase: z.string(),
  labels: z.record(z.string(), z.string()),
  createdAt: z.string().optional(),
});

export const provisionersAnswer = z.strictObject({
  items: z.array(
    z.strictObject({
      provisioner: z.string(),
      state: z.enum(['disabled', 'none', 'default', 'single', 'multiple']),
      classes: z.array(z.string()),
      selected: z.string().optional().meta({ description: 'the class that is taken when none is mapped' }),
      volumes: z.int(),
    }),
  ),
  volumesWithoutDriver: z.int().meta({ description: 'claims that are not bound, or to a volume without CSI' }),
});
