import type { ClusterRef } from '../../domain/operation/refs.ts';
import type { Kind } from './kinds.ts';

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
  [field: string]: unknown;
}

/** An object as the API server sends it: raw JSON, every field kept. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  // biome-ignore lint/suspicious/noExplicitAny: raw JSON of any kind; each reader knows its own shape
  [field: string]: any;
}

export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  /** Objects come without all fields but `metadata`: for what is counted, or shown by its name. */
  metadataOnly?: boolean;
}

export interface ObjectPage {
  items: KubeObject[];
  /** Where the next page starts; absent on the last. It expires within minutes (410): never keep it between Tasks. */
  continue?: string;
}

export interface Access {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
}

export interface ExecOptions {
  container: string;
  /** Run as it is, without a shell. The cluster's audit log may show it: no secret belongs in it. */
  command: readonly string[];
  /** A server that speaks v4 alone never ends it: a command that reads to the end would wait. */
  stdin?: string;
  /** From the call to its end, however far it has come. */
  timeoutSeconds: number;
  /** Of stdout, and of stderr; the rest is dropped. */
  maxOutputBytes: number;
  /** Which of it; the first by default. */
  keep?: 'first' | 'last';
}

export interface ExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Output was dropped. */
  cut: boolean;
}

/** An object has the name: `maybe-ours` if this call, or a try without answer, may have made it; else `exists`. */
export type Exists = 'exists' | 'maybe-ours';

/**
 * One remote Kubernetes cluster, reached with one identity.
 *
 * Every call has a timeout of 10 s and is tried at most three times (connection errors, 429 honouring Retry-After, 5xx),
 * at most 16 are under way at once. Listed objects carry apiVersion and kind like those read one by one.
 * @throws Fault Transient `cluster.unreachable`; Permanent `cluster.unauthorized` (401), `cluster.forbidden` (403),
 *   `cluster.request_refused` (other 4xx; `details` = {status, reason, message})
 */
export interface Cluster {
  readonly ref: ClusterRef;
  /** Snapferry's own namespace on it. */
  readonly ownNamespace: string;
  /** uid of kube-system. */
  identity(): Promise<string>;
  version(): Promise<string>;
  /** undefined when there is none. */
  get(kind: Kind, namespace: string | undefined, name: string): Promise<KubeObject | undefined>;
  /** One page, of at most 500 unless `limit` says so, fewer when objects are big; follow `continue`, or call `listAll`. */
  list(kind: Kind, options?: ListOptions): Promise<ObjectPage>;
  /** All pages; begins again, once, when they expire on the way. */
  listAll(kind: Kind, options?: Omit<ListOptions, 'limit' | 'continue'>): Promise<KubeObject[]>;
  /**
   * Who wants to adopt what has the name calls `ensure`.
   * @param options.dryRun nothing is stored: the answer is what would have been, admission and validation included
   */
  create(kind: Kind, object: KubeObject, options?: { dryRun?: boolean }): Promise<KubeObject | Exists>;
  /** JSON merge patch; undefined when there is none. A stale `metadata.resourceVersion` in the patch is a `cluster.request_refused` with reason Conflict. */
  patch(kind: Kind, namespace: string | undefined, name: string, patch: unknown): Promise<KubeObject | undefined>;
  /** The same at the subresource `status`; undefined when there is no such object, or its kind has no such subresource. */
  patchStatus(kind: Kind, namespace: string | undefined, name: string, patch: unknown): Promise<KubeObject | undefined>;
  /** Nothing to delete is fine; with `uid`, another object of that name is left alone. */
  delete(
    kind: Kind,
    namespace: string | undefined,
    name: string,
    options?: { uid?: string; propagation?: 'Background' | 'Foreground' | 'Orphan' },
  ): Promise<void>;
  /**
   * The last lines of a container's log; undefined while there is none. They come from the node: one that is silent lets
   * every try run into its timeout.
   * @param options.hurry one try of 2 s, for a log that can be done without
   */
  logs(
    namespace: string,
    pod: string,
    options: { container?: string; tailLines: number; limitBytes?: number; hurry?: boolean },
  ): Promise<string | undefined>;
  /**
   * Runs a command in a container that runs, over a WebSocket that lasts as long as it. Beside the others' 16: the caller says
   * how many at once. It is begun once at most; what the API server has refused or never got is tried again, three times at most.
   * The end of a session does not end its command, and a process that keeps its streams open keeps the session.
   * @throws Fault `exec.pod_not_found`, `exec.container_not_found`, `exec.container_not_running`, `exec.not_started`, or as every call:
   *   nothing has run; `exec.timed_out`, `exec.outcome_unknown`: it may have run, or still run (`details` = {stdout, stderr, cut})
   */
  exec(namespace: string, pod: string, options: ExecOptions): Promise<ExecResult>;
  /**
   * Every listable kind, in the version that its group prefers.
   * @param onUnavailable told of each `group/version` whose own server does not answer (an aggregated API)
   */
  discover(onUnavailable?: (groupVersion: string) => void): Promise<Kind[]>;
  /** Every listable kind in every version that is served; of each group the preferred version comes first. */
  served(onUnavailable?: (groupVersion: string) => void): Promise<Kind[]>;
  /** The ones of these that the identity may not do (SelfSubjectAccessReview). */
  denied(wanted: readonly Access[]): Promise<Access[]>;
}

/** Opens clusters by reference; connections are kept per (cluster, credentials, identity). */
export interface Clusters {
  /** @throws Fault `cluster.not_found` when the name is gone or is another cluster now; `cluster.no_restore_identity` */
  open(ref: ClusterRef, identity: 'backup' | 'restore'): Promise<Cluster>;
}
