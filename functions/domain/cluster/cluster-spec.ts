import * as z from 'zod';
import { dnsLabel } from '../dns-label.ts';
import { failureSchema } from '../failure.ts';
import { openRecord, storedAs, time } from '../open-record.ts';
import { settingsSchema } from '../settings/settings.ts';

/** How a cluster is reached: the bodies that an admin may send. They hold secrets; only `parseAccess` reads them. */
export const clusterAccessSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('kubeconfig'), kubeconfig: z.string().min(1).max(262_144) }),
  z.strictObject({
    kind: z.literal('token'),
    /** `https://host[:port]`. */
    server: z.string().min(1).max(2048),
    /** PEM, or base64 of PEM as a kubeconfig has it. */
    caData: z.string().min(1).max(131_072),
    token: z.string().min(1).max(16_384),
  }),
  z.strictObject({
    kind: z.literal('eks'),
    clusterName: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/),
    /** Becomes part of host names. */
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/),
    /** Assumed by the functions; the stack's parameter `EksAccessRoles` must name it. */
    roleArn: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/),
    /** What the role's trust policy asks for, so that nobody else's Snapferry is let in by it. */
    externalId: z.string().regex(/^[\w+=,.@:/-]{2,1224}$/),
  }),
]);
export type ClusterAccess = z.infer<typeof clusterAccessSchema>;

/** The body of POST /v1/clusters. */
export const clusterRequestSchema = z.strictObject({
  name: dnsLabel,
  /** The backup identity. */
  access: clusterAccessSchema,
  /** Another identity, allowed to write; without it nothing can be restored to the cluster. */
  restoreAccess: clusterAccessSchema.optional(),
  /** Snapferry's own namespace on the cluster. */
  namespace: dnsLabel.default('snapferry'),
  settings: settingsSchema.default({}),
  adopt: z
    .boolean()
    .optional()
    .describe(
      'take over the backups and repositories of a cluster of the same identity that was removed, though its API server has another CA now',
    ),
});
export type ClusterRequest = z.infer<typeof clusterRequestSchema>;

/** `spec` of a cluster in the catalogue: no secret, only where they are. */
export const clusterSpecSchema = openRecord({
  /** `https://host[:port]`, for people; connections use the one beside the credentials. */
  server: z.string(),
  namespace: z.string(),
  accessKind: z.enum(['kubeconfig', 'token', 'eks']),
  hasRestoreAccess: z.boolean(),
  settings: storedAs(settingsSchema),
  /** ARNs in the secret store, each holding `ClusterCredentials`. */
  secretArns: openRecord({ backup: z.string(), restore: z.string().exactOptional() }),
});
export type ClusterSpec = z.infer<typeof clusterSpecSchema>;

const foundSchema = openRecord({
  kind: z.string(),
  namespace: z.string().exactOptional(),
  name: z.string(),
  operation: z.string(),
  reason: z.string(),
});
export type FoundObject = z.infer<typeof foundSchema>;

/** What removeOrphans has last found on a cluster that no open operation and no record accounts for. */
export const upkeepSchema = openRecord({
  at: time,
  /** Gone since. */
  removed: z.array(foundSchema),
  /** On their way out, or held by something; the next round comes back for them. */
  left: z.array(foundSchema),
  reported: z.array(foundSchema).describe('may be the only copy of something: for a person to judge'),
  /** Why the round did not end. */
  reason: failureSchema.exactOptional(),
});
export type ClusterUpkeep = z.infer<typeof upkeepSchema>;

/** How many of its namespaces are protected, as GET /v1/protection says it. */
const protectionSchema = openRecord({ at: time, protected: z.int(), stale: z.int(), never: z.int() });

/** `status` of a cluster in the catalogue, written by registration and validation. */
export const clusterStatusSchema = openRecord({
  /** uid of its kube-system namespace. */
  clusterId: z.string(),
  /** See anchorsOf; absent in rows that nobody has looked at since there were any. */
  anchors: z.array(z.string()).optional(),
  /** As the API server says it: `v1.35.1`. */
  version: z.string(),
  /** Whether the API group snapshot.storage.k8s.io is served; without it every volume is `direct`. */
  snapshotCrds: z.boolean(),
  /** `create volumesnapshots.snapshot.storage.k8s.io` */
  deniedPermissions: z.array(z.string()).describe('what backups need and its identity may not do'),
  /** The same for the restore identity. */
  deniedRestorePermissions: z.array(z.string()).optional(),
  execNamespaces: z
    .array(z.string())
    .optional()
    .describe('where rules may run commands, `["*"]` for everywhere; of roles bound as the manifests bind them'),
  deniedExecPermissions: z
    .array(z.string())
    .optional()
    .describe('what rules lack where they may run commands, or everywhere; backups without rules need none of it'),
  validatedAt: time,
  /** Why the last validation failed. */
  reason: failureSchema.optional(),
  /** When a look at it last found nothing amiss. */
  lastValidAt: time.optional(),
  credentialsExpireAt: time.optional().describe('of the first of its credentials to end'),
  expiringCredential: z.string().optional().meta({ example: 'token of access' }),
  upkeep: upkeepSchema.optional(),
  protection: protectionSchema
    .optional()
    .describe('how many of its namespaces had a good backup when somebody last looked: see GET /v1/protection'),
});
export type ClusterStatus = z.infer<typeof clusterStatusSchema>;

/** The value of a secret. */
export type ClusterCredentials = DirectCredentials | EksCredentials;

/** How to come by what opens a connection to an EKS cluster; no key of AWS is kept. */
export interface EksCredentials {
  /** `eks://<region>/<clusterName>`, for people: its address is asked of EKS each time. */
  server: string;
  clusterName: string;
  region: string;
  roleArn: string;
  externalId: string;
}

/** What opens a connection. `caData`, certificate and key are PEM. */
export interface DirectCredentials {
  /** `https://host[:port][/path]`, without a slash at its end. */
  server: string;
  caData: string;
  token?: string;
  clientCertificate?: string;
  clientKey?: string;
}
