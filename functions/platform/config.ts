import * as z from 'zod';
import type { OperationKind } from '../domain/ids.ts';

const schema = z.object({
  STAGE: z.string().default('dev'),
  INSTALLATION_ID: z.string().regex(/^[a-z2-7]{10}$/),
  CATALOG_TABLE: z.string().min(1),
  LEDGER_TABLE: z.string().min(1),
  /** Secrets are made under this name: `<prefix>/clusters/<uid>/…`. */
  SECRET_PREFIX: z.string().default('snapferry'),
  SECRET_KEY_ID: z.string().optional(),
  BACKUP_MACHINE_ARN: z.string().optional(),
  RESTORE_MACHINE_ARN: z.string().optional(),
  VALIDATION_MACHINE_ARN: z.string().optional(),
  DELETE_MACHINE_ARN: z.string().optional(),
  MAINTENANCE_MACHINE_ARN: z.string().optional(),
  UNDO_MACHINE_ARN: z.string().optional(),
  SIMULATION_MACHINE_ARN: z.string().optional(),
  /** Of EventBridge Scheduler: the group of the stack's schedules, its role, and where undeliverable slots go. */
  SCHEDULE_GROUP: z.string().optional(),
  SCHEDULER_ROLE_ARN: z.string().optional(),
  SCHEDULE_DEAD_LETTERS_ARN: z.string().optional(),
  /** Comma-separated CIDRs that clusters and locations may lie in although they are refused by default; empty on AWS. */
  ALLOWED_CIDRS: z.string().default(''),
  /** How long CleanUp doubts an empty LIST after a takeover: the time an older Lambda may still run. */
  TAKEOVER_GRACE_SECONDS: z.coerce.number().default(125),
  /** Of CloudWatch; empty where nobody reads stdout for metrics. */
  METRICS_NAMESPACE: z.string().default(''),
  /** Comma-separated; the SNS topics that the roles may publish to. */
  NOTIFICATION_TOPIC_ARNS: z.string().default(''),
  /** As the SDK reads it: an SNS of one's own takes any topic. */
  AWS_ENDPOINT_URL_SNS: z.string().optional(),
  /** As the SDK reads it: a Step Functions of one's own has no console of AWS. */
  AWS_ENDPOINT_URL_SFN: z.string().optional(),
  /** The API as people reach it, without a slash at its end; what messages link to. */
  API_URL: z.string().default(''),
  /** The console: the folder of its files, the issuer and the client that its people sign in by, and what else it may reach. */
  CONSOLE_FILES: z
    .string()
    .default('console')
    .describe('from the folder that Lambda works in: that of the unpacked zip'),
  CONSOLE_ISSUER: z.string().default(''),
  CONSOLE_CLIENT_ID: z.string().default(''),
  CONSOLE_CONNECT_ORIGINS: z.string().default(''),
  MOVER_IMAGE: z.string().default('docker.io/kopia/kopia:0.23.1'),
  SCOPE_READ: z.string().default('snapferry/read'),
  SCOPE_OPERATE: z.string().default('snapferry/operate'),
  SCOPE_ADMIN: z.string().default('snapferry/admin'),
});

/** Parsed once at cold start; a missing variable fails there, by name. */
export function readConfig(environment: Record<string, string | undefined> = process.env) {
  // It is read once: a parser that is compiled for it, as zod does, takes longer than it saves.
  const given = schema.parse(environment, { jitless: true });
  /** Of each kind of operation that has a machine. */
  const machineArns: Partial<Record<OperationKind, string | undefined>> = {
    backup: given.BACKUP_MACHINE_ARN,
    restore: given.RESTORE_MACHINE_ARN,
    validation: given.VALIDATION_MACHINE_ARN,
    delete: given.DELETE_MACHINE_ARN,
    maintenance: given.MAINTENANCE_MACHINE_ARN,
    undo: given.UNDO_MACHINE_ARN,
    simulation: given.SIMULATION_MACHINE_ARN,
  };
  return {
    stage: given.STAGE,
    installationId: given.INSTALLATION_ID,
    catalogTable: given.CATALOG_TABLE,
    ledgerTable: given.LEDGER_TABLE,
    secretPrefix: given.SECRET_PREFIX,
    secretKeyId: given.SECRET_KEY_ID,
    machineArns,
    scheduler: {
      group: given.SCHEDULE_GROUP,
      roleArn: given.SCHEDULER_ROLE_ARN,
      deadLettersArn: given.SCHEDULE_DEAD_LETTERS_ARN,
    },
    allowedCidrs: listOf(given.ALLOWED_CIDRS),
    metricsNamespace: given.METRICS_NAMESPACE,
    topics: { arns: listOf(given.NOTIFICATION_TOPIC_ARNS), anywhere: Boolean(given.AWS_ENDPOINT_URL_SNS) },
    hasConsole: !given.AWS_ENDPOINT_URL_SFN,
    apiUrl: given.API_URL.replace(/\/$/, ''),
    console: {
      files: given.CONSOLE_FILES,
      issuer: given.CONSOLE_ISSUER,
      clientId: given.CONSOLE_CLIENT_ID,
      connectOrigins: listOf(given.CONSOLE_CONNECT_ORIGINS),
    },
    takeoverGraceSeconds: given.TAKEOVER_GRACE_SECONDS,
    moverImage: given.MOVER_IMAGE,
    scopes: { read: given.SCOPE_READ, operate: given.SCOPE_OPERATE, admin: given.SCOPE_ADMIN },
  };
}

export type Config = ReturnType<typeof readConfig>;

function listOf(text: string): string[] {
  return text.split(',').filter((one) => one !== '');
}
