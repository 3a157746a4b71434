import * as z from 'zod';
import { tokenExpiry } from '../cluster/credential-expiry.ts';
import { dnsLabel } from '../dns-label.ts';
import { openRecord, storedAs, time } from '../open-record.ts';
import { PHASES } from '../operation/phase.ts';
import { isRecoveryKey, RECOVERY_KEY } from './keys.ts';
import { findingSchema } from './maintenance.ts';

/** Characters that S3 and kopia keep as they are in a key; no empty, `.` or `..` segment, no slash at an end. */
const prefixText = z
  .string()
  .max(512)
  .regex(/^(?:[\w!.*'()-]+(?:\/[\w!.*'()-]+)*)?$/, 'a key prefix without slashes at its ends, or nothing')
  .refine((prefix) => !prefix.split('/').some((part) => part === '.' || part === '..'), 'without . and .. segments');

const endpointText = z
  // What builds on it must not see what is no URL: a refinement that throws is a 500.
  .url({ protocol: /^https?$/, abort: true })
  .max(512)
  .refine((text) => {
    const url = new URL(text);
    return url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
  }, 'an http or https address with nothing after host and port');

export const s3SettingsSchema = z.strictObject({
  endpoint: endpointText,
  region: z.string().min(1).max(64).default('us-east-1'),
  bucket: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'a bucket has a name of 3 to 63 of a-z, 0-9, "." and "-" that begins and ends with a letter or digit',
    ),
  /** Below it lies all that Snapferry writes. Without slashes at its ends; `''` for none. */
  prefix: prefixText.default(''),
  pathStyle: z.boolean().default(false),
});
export type S3Settings = z.infer<typeof s3SettingsSchema>;

/** Sent as an environment variable or a header somewhere: printable, no blanks. */
const credentialText = z.string().regex(/^[!-~]{1,4096}$/, 'printable characters without blanks');

export const s3CredentialsSchema = z.strictObject({
  accessKeyId: credentialText,
  secretAccessKey: credentialText,
  sessionToken: credentialText.optional(),
});
export type S3Credentials = z.infer<typeof s3CredentialsSchema>;

/** The body of POST /v1/locations. Credentials and recovery key go to the secret store, the rest is the spec. */
export const locationRequestSchema = z.strictObject({
  name: dnsLabel,
  type: z.literal('s3').default('s3'),
  s3: s3SettingsSchema.extend({ credentials: s3CredentialsSchema }),
  /** `cluster`, for stores that only the clusters reach, needs writer Jobs that do not exist yet. */
  access: z.literal('controlPlane').default('controlPlane'),
  /** The name of a cluster that deletes here what clusters have left that are not registered any more. */
  gatewayCluster: dnsLabel.optional(),
  recoveryKey: z
    .string()
    .regex(RECOVERY_KEY, 'sfrk1- and 32 random bytes in base64url')
    .refine(isRecoveryKey, 'the last character is not one that base64url of 32 bytes ends with')
    .optional(),
});
export type LocationRequest = z.infer<typeof locationRequestSchema>;

/** `spec` of a location in the catalogue, by its type. */
export const locationSpecSchema = z.discriminatedUnion('type', [
  openRecord({
    type: z.literal('s3'),
    s3: storedAs(s3SettingsSchema),
    access: z.enum(['controlPlane', 'cluster']),
    gatewayCluster: z.string().exactOptional(),
  }),
]);
export type LocationSpec = z.infer<typeof locationSpecSchema>;

/** Where a location lies. */
export type LocationPlace = Omit<LocationSpec, 'access' | 'gatewayCluster'>;

/** With what movers and the control plane get there. */
export type LocationAccess = LocationPlace & { type: 's3'; credentials: S3Credentials };

/** What one look from one side found. It speaks for the generation that it looked at only. */
export const validationSchema = openRecord({
  observedGeneration: z.number(),
  at: time,
  /** Why it is not valid; absent when it is. */
  reason: openRecord({ code: z.string(), message: z.string() }).optional(),
  lastValidAt: time.optional().describe('when a look from this side last found it valid'),
});
export type Validation = z.infer<typeof validationSchema>;

/** What a look finds, beside what the look before it knew. */
export function validationOf(
  look: Pick<Validation, 'observedGeneration' | 'at'>,
  reason: Validation['reason'],
  before: Validation | undefined,
): Validation {
  const lastValidAt = reason ? (before?.lastValidAt ?? (before?.reason ? undefined : before?.at)) : look.at;
  return { ...look, ...(reason ? { reason } : {}), ...(lastValidAt ? { lastValidAt } : {}) };
}

/** A look that was begun before a change may end after the one that the change has started: what that one found stands. */
export function newerOf(before: Validation | undefined, found: Validation): Validation {
  return before && before.observedGeneration > found.observedGeneration ? before : found;
}

/** `status` of a location in the catalogue. */
export const locationStatusSchema = openRecord({
  /** From the control plane. */
  validated: validationSchema.optional(),
  /** From each cluster, by clusterId, with that cluster's own movers. */
  clusters: z.record(z.string(), validationSchema).optional(),
  /** The creator said that the recovery key is kept somewhere else; without it the location warns. */
  recoveryKeyAcknowledged: z.boolean().optional(),
  /** What the last maintenance that looked found amiss. */
  findings: z.array(findingSchema).optional(),
  /** Since when all that was sealed here before has been read at least once, but for the share of a day: see PartsToRead. */
  partsReadAt: z.string().optional(),
  /** Which repositories nobody maintains, and why. */
  unmaintained: z.array(z.string()).optional(),
  /** The last maintenance that ended. */
  maintenance: openRecord({
    operationId: z.string(),
    at: time,
    phase: z.enum(PHASES),
    bytes: z
      .int()
      .exactOptional()
      .describe('of its repositories, each when it was maintained last; absent in records of earlier releases'),
    /** Named `<clusterId>/<namespace>`. */
    damaged: z
      .array(openRecord({ repository: z.string(), snapshots: z.int() }))
      .exactOptional()
      .describe('repositories with sealed snapshots that cannot be restored'),
  }).optional(),
  /** Its credentials are those of a session, which ends; where the session token says when, that too. */
  sessionCredentials: z.boolean().optional(),
  credentialsExpireAt: z.string().optional(),
  /** The uid in snapferry.json: what keys derive from. Differs from the item's uid where a location was adopted. */
  locationUid: z.string().optional(),
});
export type LocationStatus = z.infer<typeof locationStatusSchema>;

export function isValid(validation: Validation | undefined, generation: number): boolean {
  return validation !== undefined && validation.observedGeneration === generation && validation.reason === undefined;
}

/**
 * Why backups may not go there: from which side it is not valid.
 * @param cluster whose backups they are; without it the control plane's look is all that counts
 */
export function whyNotValid(
  { name, generation, status }: { name: string; generation: number; status: LocationStatus },
  cluster?: { name: string; clusterId: string },
): string | undefined {
  const { validated, clusters = {} } = status;
  const looks = [
    ['the control plane', validated] as const,
    ...(cluster ? [[`cluster ${cluster.name}`, clusters[cluster.clusterId]] as const] : []),
  ];
  const found = looks.find(([, look]) => !isValid(look, generation));
  if (!found) return undefined;
  const [side, look] = found;
  const reason = look?.observedGeneration === generation ? look.reason?.message : undefined;
  return `location ${name} is not valid from ${side}: ${reason ?? 'it was not validated since it last changed'}`;
}

/** What the secret store keeps of a location; see Secrets. */
export interface LocationSecret {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  recoveryKey: string;
}

/** What may be told of a location's credentials. */
export function credentialStatus({ sessionToken }: S3Credentials) {
  return {
    sessionCredentials: sessionToken !== undefined,
    credentialsExpireAt: sessionToken === undefined ? undefined : tokenExpiry(sessionToken),
  };
}

export function secretOfLocation(credentials: S3Credentials, recoveryKey: string): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return { accessKeyId, secretAccessKey, recoveryKey, ...(sessionToken ? { sessionToken } : {}) };
}
