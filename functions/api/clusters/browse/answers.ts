import * as z from 'zod';

export const missingPermission = z.strictObject({
  group: z.string().describe('empty for the core group'),
  resource: z.string(),
  verb: z.string(),
  namespace: z.string().optional().describe('absent where it is missing over the whole cluster'),
});

const notCounted = 'absent where not all could be counted: see missingPermissions and unavailable';
const counted = {
  objects: z
    .int()
    .optional()
    .describe(`how many a backup would collect, without what is annotated to be kept out; ${notCounted}`),
  objectsAtLeast: z.int().optional().describe('in place of objects where not all could be counted'),
};

const keptOut = z.literal(true).optional();

function listed<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z.string().optional().describe('there is more: time was over, or the page is full'),
    missingPermissions: z
      .array(missingPermission)
      .describe('what the backup identity may not read, so that this answer is without it'),
  });
}

/** What browsing answers: a page may be short, or empty, though others follow. */
function browsed<Item extends z.ZodType>(item: Item) {
  return listed(item).extend({
    unavailable: z.array(z.string()).describe('each group/version whose own API server does not answer'),
  });
}

export const namespacesAnswer = browsed(
  z.strictObject({
    name: z.string(),
    phase: z.string(),
    labels: z.record(z.string(), z.string()),
    createdAt: z.string().optional(),
    system: z.boolean().describe('of the cluster or of Snapferry: `*` does not select it'),
    keptOut: keptOut.describe(
      'it is annotated snapferry.dev/exclude: "true": no backup takes anything of it, and nothing of it is counted',
    ),
    claims: z
      .int()
      .optional()
      .describe('PersistentVolumeClaims that a backup would hold; absent where they may not be listed'),
    claimBytes: z.int().optional().describe('of their volumes; of a claim without one, what it asks for'),
    ...counted,
  }),
);

export const resourceTypesAnswer = browsed(
  z.strictObject({
    type: z.string().describe('as the query parameter `types` takes it'),
    group: z.string(),
    version: z.string(),
    kind: z.string(),
    plural: z.string(),
    ...counted,
  }),
);

export const resourcesAnswer = browsed(
  z.strictObject({
    type: z.string(),
    group: z.string(),
    version: z.string(),
    kind: z.string(),
    namespace: z.string(),
    name: z.string(),
    labels: z.record(z.string(), z.string()),
    createdAt: z.string().optional(),
    controller: z
      .strictObject({ apiVersion: z.string(), kind: z.string(), name: z.string() })
      .optional()
      .describe('which object made it, and makes it anew'),
    keptOut: keptOut.describe(
      'it or its namespace is annotated snapferry.dev/exclude: "true": no backup takes it, and no count has it',
    ),
  }),
);

export const provisionersAnswer = listed(
  z.strictObject({
    provisioner: z.string(),
    state: z.enum(['disabled', 'none', 'default', 'single', 'multiple']),
    classes: z.array(z.string()),
    selected: z.string().optional().describe('the class that is taken when none is mapped'),
    volumes: z.int().describe('that a backup would take; without what is annotated to be kept out'),
  }),
).extend({
  volumesWithoutDriver: z
    .int()
    .optional()
    .describe('claims that are not bound, or to a volume without CSI; absent where a permission is missing'),
});
