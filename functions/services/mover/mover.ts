import type { Failure } from '../../domain/errors.ts';
import type { MaintenanceResult } from '../../domain/location/maintenance.ts';
import type { Role } from '../../domain/manifest/labels.ts';
import type { MoverResult, Progress, RawNames } from '../../domain/volume/volume.ts';
import type { Cluster, KubeObject } from '../cluster/cluster.ts';
import type { Location } from '../location/location.ts';

/** One kopia run against one repository, by a Job in Snapferry's own namespace. */
export interface MoverTask {
  operationId: string;
  /** Of the transfer: its Jobs are named by it and the attempt. */
  id: string;
  /** Absent for work on a repository or location. */
  volumeId?: string;
  attempt: number;
  role: Extract<Role, 'mover' | 'repository' | 'validation'>;
  action: MoverAction;
  location: Location;
  /** Cluster id and namespace that name the repository `repositories/<clusterId>/<namespace>/`. */
  repository: {
    clusterId: string;
    namespace: string;
    /** kopia's own name of it; another one that lies there is not touched. */
    repositoryId?: string;
  };
  /** The claim in our own namespace that it reads or fills. */
  claim?: string;
  settings: MoverSettings;
  /** The source PV's required node affinity. */
  nodeAffinity?: unknown;
}

export type MoverAction =
  | { kind: 'create-repository' }
  /** What was lost is written anew by the next upload, instead of being taken for known. */
  | { kind: 'repair-repository' }
  | { kind: 'validate-location' }
  /** All that this run has saved in the repository; and of what is incomplete, which names no run, all that began before it `ended`. */
  | { kind: 'delete-snapshots'; run: string; ended?: string }
  | { kind: 'snapshot'; source: KopiaSource; read?: Reading; known?: KnownOfRepository; memoryMiB?: number }
  | { kind: 'restore'; kopiaId: string; files: number; rawNames?: RawNames; memoryMiB?: number }
  | { kind: 'maintain'; full: boolean; prune?: Prune; look?: LookAtSealed };

/** What the catalogue knows of a repository, for an upload to compare. */
export interface KnownOfRepository {
  /** Snapshots of the newest sealed backup, as keepTokenOf has them. */
  sealed?: readonly string[];
  /** A volume that was saved last before is read whole. */
  repairedAt?: string;
}

/** What a mover found its repository to be. */
export interface RepositoryFacts {
  /** kopia's own name of it. */
  repositoryId?: string;
  /** Sealed snapshots that it has lost; see KnownOfRepository. */
  missing?: string[];
  /** By a repair: contents that were marked, so that uploads write them anew. */
  marked?: number;
}

/** What a maintenance looks at. */
export interface LookAtSealed {
  /** Snapshots that seals list; those of `prune.keep` where there is one. */
  sealed?: readonly string[];
  /** Snapshots that were damaged when they were looked at last: read whole. */
  doubted?: readonly string[];
  /** Of a repository too large to be read: the contents whose ids begin so are. */
  prefixes?: readonly string[];
  /** Packs that were written anew since then are read. */
  since?: string;
}

/** How much a run reads of what kopia takes for unchanged; by default nothing. */
export interface Reading {
  /** All of it, now. */
  full: boolean;
  /** All of it at the latest after so many runs; 0: never. */
  fullEvery: number;
}

/** Snapshots that began before, and that nothing here keeps, are deleted from the repository. */
export interface Prune {
  before: string;
  /** See keepTokenOf and keepTokenOfRun; at most MAX_KEPT. */
  keep: readonly string[];
}

/** So many fit into the environment of a container. */
export const MAX_KEPT = 40_000;

/** `snapferry@<clusterId>:/<namespace>/<pvcUid>`: stable, so a second run reads only what changed. */
export interface KopiaSource {
  clusterId: string;
  namespace: string;
  pvcUid: string;
}

export interface MoverSettings {
  image: string;
  memoryMiB: number;
  cpu: string;
  priorityClass?: string;
  activeDeadlineSeconds: number;
  /** A pod that has not started by then has failed, with a diagnosis. */
  startTimeoutSeconds: number;
}

/** A mover as the cluster shows it now. */
export interface MoverState {
  /** Named as its attempt; its Job has the same name, unless several movers share one. */
  mover: string;
  job: string;
  volumeId?: string;
  /** The repository it works on: tells apart what has no volume. */
  repository?: { clusterId: string; namespace: string };
  attempt: number;
  role: Role;
  phase: 'starting' | 'running' | 'succeeded' | 'failed';
  startedAt?: string;
  createdAt?: string;
  result?: MoverResult;
  maintenance?: MaintenanceResult;
  facts?: RepositoryFacts;
  failure?: Failure;
  /** The kernel killed it for memory: one retry with double is worth it. */
  outOfMemory?: boolean;
  /** `failed`, since the Job that it shares ended before it could do its work: no attempt of its own. */
  unbegun?: true;
  progress?: Progress;
}

/** Of these movers' Jobs those whose every mover has ended. */
export function endedJobs(states: readonly MoverState[]): Set<string> {
  const open = new Set(states.filter(({ phase }) => phase === 'starting' || phase === 'running').map(({ job }) => job));
  return new Set(states.flatMap(({ job }) => (open.has(job) ? [] : job)));
}

/** Jobs of movers that live on a cluster, of any operation of this installation: what the limit counts. */
export interface LiveMovers {
  total: number;
  byOperation: Record<string, number>;
  jobs: ReadonlySet<string>;
}

export interface Movers {
  /**
   * Job first, then a Secret owned by it for each task; adopts them when they are there. Several tasks share the Job: its pod
   * runs one after the other, each with its own keys, result and log, and the failure of one keeps none from its turn.
   * @param shared the name of a Job that is that of several; one that is not has that of its task
   */
  launch(cluster: Cluster, tasks: readonly MoverTask[], shared?: string): Promise<KubeObject>;
  /**
   * One LIST of our Jobs, one of their Pods, and a log tail per running mover.
   * A starting one past its start timeout is `failed` with `mover.not_started` and the diagnosis of events and conditions.
   */
  read(cluster: Cluster, operationId: string, settings: MoverSettings): Promise<MoverState[]>;
  /**
   * `read` and `countLive` of the same LISTs, for a poll. A Job whose movers have all ended is not live, although it may not
   * know yet. To launch, count again, under the lease.
   */
  look(
    cluster: Cluster,
    operationId: string,
    settings: MoverSettings,
  ): Promise<{ states: MoverState[]; live: LiveMovers }>;
  countLive(cluster: Cluster): Promise<LiveMovers>;
  /** Ends one mover and what it owns. */
  remove(cluster: Cluster, job: string): Promise<void>;
  /** Ends one mover. True once it and its pods are gone, so that none of them writes any more. */
  end(cluster: Cluster, job: string): Promise<boolean>;
}
