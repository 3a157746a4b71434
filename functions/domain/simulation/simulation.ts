import * as z from 'zod';
import { failureSchema } from '../failure.ts';
import { openRecord } from '../open-record.ts';
import { picked } from '../picked.ts';
import { actionRunSchema } from '../rule/action-run.ts';

/** On the row of an operation, which is written often. */
export const MAX_PROBLEMS = 50;
export const MAX_ROOM = 100;
export const MAX_PERMISSIONS = 200;
export const MAX_ACTIONS = 100;

/** A volume of which its driver allows no more snapshots. */
const fullVolumeSchema = openRecord({
  namespace: z.string(),
  pvc: z.string(),
  snapshots: z.int().describe('that it has now, whoever made them'),
  most: z.int().describe('that its driver allows'),
  givesWay: z
    .string()
    .exactOptional()
    .describe('the backup whose snapshot on the cluster would give way; absent where none may, and the backup fails'),
});
export type FullVolumeNote = z.infer<typeof fullVolumeSchema>;

const estimateSchema = openRecord({
  bytes: z.int().describe('of the data of its volumes; of one that was never uploaded, its capacity'),
  uploadBytes: z.int().describe('that would go over the network, if it is as much as last time'),
  seconds: z.int().describe('from its start to its end'),
  known: z.int().describe('volumes of which an upload of before tells; of the others it is a guess'),
  guessed: z.int(),
});
export type Estimate = z.infer<typeof estimateSchema>;

const transitionsSchema = openRecord({
  count: z.int().describe('of its state machine, if it takes as long as estimated; they do not grow with the volumes'),
  dollars: z.number().describe('at the list price of us-east-1'),
});
export type Transitions = z.infer<typeof transitionsSchema>;

const ACTION = actionRunSchema.shape;
/** What rules would run, and where. */
const actionsSchema = openRecord({
  count: z.int(),
  actions: z
    .array(openRecord(picked(ACTION, 'group', 'does', 'action', 'namespace', 'pod', 'container')))
    .describe(`in the order in which they would begin, freeze after freeze; ${MAX_ACTIONS} at most`),
});
export type PlannedActions = z.infer<typeof actionsSchema>;

/** What a restore would take of a quota that has less left. */
const overQuotaSchema = openRecord({
  namespace: z.string(),
  quota: z.string().describe('the ResourceQuota'),
  resource: z.string().meta({ description: 'as it names it', example: 'requests.storage' }),
  hard: z.number().describe('in bytes, cores or pieces'),
  used: z.number(),
  wanted: z.number().describe('by the objects that would be created, and the pods that their controllers make'),
});
export type OverQuota = z.infer<typeof overQuotaSchema>;

const listSchema = openRecord({
  count: z.int(),
  objects: z
    .array(z.string())
    .describe('50 at most')
    .meta({ example: ['ConfigMap shop/settings'] }),
});

/** What a simulation has found. Volumes have rows of their own. */
export const simulationSchema = openRecord({
  problems: z
    .array(failureSchema)
    .describe('what it would be refused or fail for, as it would say it; empty: nothing that can be seen now'),
  missingPermissions: z
    .array(z.string())
    .describe(`what its identity on the cluster may not do, and Snapferry asks for; ${MAX_PERMISSIONS} at most`)
    .meta({ example: ['create volumesnapshots.snapshot.storage.k8s.io in shop'] }),
  namespaces: z
    .array(z.string())
    .describe('of a backup: those that the selection comes to; of a restore: those that it would bring objects into'),
  objects: z
    .array(
      openRecord({
        kind: z.string().meta({ description: 'with its group', example: 'Deployment.apps' }),
        count: z.int(),
      }),
    )
    .describe('that would be stored, or created, by kind, in the order of their names'),
  room: z
    .array(fullVolumeSchema)
    .describe(`volumes that have as many snapshots as their driver allows; ${MAX_ROOM} at most`),
  actions: actionsSchema
    .exactOptional()
    .describe('of a backup with rules: the containers in which each of their actions would run'),
  /** Of a restore, from here on. */
  newNamespaces: z
    .array(z.string())
    .exactOptional()
    .describe('of a restore: those of its namespaces that it would make'),
  missingStorageClasses: z.array(z.string()).exactOptional().describe('that volumes of a restore need'),
  conflicts: listSchema.exactOptional().describe('what a restore would create, and the target has already'),
  refused: listSchema.exactOptional().describe('what the target, asked by a dry run, would not take, and why'),
  overQuota: z
    .array(overQuotaSchema)
    .exactOptional()
    .describe(
      'what does not fit into ResourceQuotas of namespaces that are there; those with scopes are not looked at',
    ),
  estimate: estimateSchema.exactOptional(),
  transitions: transitionsSchema.exactOptional(),
});
export type Simulation = z.infer<typeof simulationSchema>;

export const NOTHING_FOUND: Simulation = {
  problems: [],
  missingPermissions: [],
  namespaces: [],
  objects: [],
  room: [],
};
