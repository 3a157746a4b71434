import { Fault } from '../../domain/errors.ts';
import { repositoryPassword } from '../../domain/location/keys.ts';
import { ATTEMPT, labelsOf, type Ownership } from '../../domain/manifest/labels.ts';
import { attemptNameOf } from '../../domain/transfer/transfer.ts';
import type { KubeObject } from '../cluster/cluster.ts';
import type { MoverTask } from './mover.ts';
import {
  CACHE_MIB,
  DATA,
  environmentOf,
  memoryOf,
  RESTORE_CACHE_MIB,
  TERMINATION_LOG,
  WORK,
} from './mover-environment.ts';
import { MOVER_SCRIPT } from './mover-script.ts';
import { dataPathOf, environmentOfTurns, type Placed, roundsOf, scriptOfRound } from './turns.ts';

/** What infra/cluster makes for movers: an identity without rights. */
export const MOVER_SERVICE_ACCOUNT = 'snapferry-mover';
/** Which repository a mover works on; a label's value is too short for it. */
export const REPOSITORY_ANNOTATION = 'snapferry.dev/repository';

/** Meshes and autoscalers look for some of these on labels, for others on annotations. */
const LEFT_ALONE = { 'sidecar.istio.io/inject': 'false', 'linkerd.io/inject': 'disabled' };
const NOT_EVICTED = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};

/** The container of a Job that is not shared; each of the others is named as the first mover that has its turn in it. */
export const ALONE = 'mover';

const DISRUPTIONS_IGNORED = {
  rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
};

export function ownershipOf(installationId: string, task: MoverTask): Ownership {
  const { operationId, role, volumeId } = task;
  return { installationId, operationId, role, ...(volumeId ? { volumeId } : {}) };
}

/** The same task has the same name. */
export function moverNameOf(task: MoverTask): string {
  return attemptNameOf(task.operationId, task);
}

/** A Job that several tasks share is of none of their volumes. */
export function jobOwnershipOf(installationId: string, tasks: readonly MoverTask[], isShared: boolean): Ownership {
  const { volumeId, ...owner } = ownershipOf(installationId, firstOf(tasks));
  return volumeId && !isShared ? { ...owner, volumeId } : owner;
}

/**
 * The Job of the tasks. Each of its containers waits for the Secret of its name: renderSecret.
 * @param shared its name, where it is that of several, or of what a Task that died has left of them
 */
export function renderJob(
  installationId: string,
  namespace: string,
  tasks: readonly MoverTask[],
  shared?: string,
): KubeObject {
  const first = firstOf(tasks);
  const isShared = shared !== undefined;
  const labels = {
    ...labelsOf(jobOwnershipOf(installationId, tasks, isShared)),
    ...(isShared ? {} : { [ATTEMPT]: String(first.attempt) }),
  };
  const repository = `${first.repository.clusterId}/${first.repository.namespace}`;
  return {
    metadata: {
      name: shared ?? moverNameOf(first),
      namespace,
      labels,
      ...(isShared ? {} : { annotations: { [REPOSITORY_ANNOTATION]: repository } }),
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: first.settings.activeDeadlineSeconds,
      ttlSecondsAfterFinished: 86_400,
      // Another pod would do over what is done, from claims that are gone: what is left of a shared Job is launched anew.
      ...(isShared ? {} : { podFailurePolicy: DISRUPTIONS_IGNORED }),
      template: {
        metadata: { labels: { ...labels, ...LEFT_ALONE }, annotations: { ...LEFT_ALONE, ...NOT_EVICTED } },
        spec: renderPod(tasks, isShared),
      },
    },
  };
}

function firstOf(tasks: readonly MoverTask[]): MoverTask {
  const [first] = tasks;
  if (!first) throw new Fault('internal', 'a Job of no task was asked for');
  return first;
}

/** Lives and dies with its Job. */
export function renderSecret(installationId: string, job: KubeObject, task: MoverTask): KubeObject {
  const { location, repository } = task;
  const { accessKeyId, secretAccessKey, sessionToken } = location.credentials;
  const { name, namespace, uid } = job.metadata;
  return {
    metadata: {
      name: moverNameOf(task),
      ...(namespace ? { namespace } : {}),
      labels: labelsOf({ ...ownershipOf(installationId, task), role: 'credentials' }),
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name, uid: uid ?? '', controller: true }],
    },
    type: 'Opaque',
    immutable: true,
    stringData: {
      KOPIA_PASSWORD: repositoryPassword(location, repository.clusterId, repository.namespace),
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...(sessionToken ? { AWS_SESSION_TOKEN: sessionToken } : {}),
    },
  };
}

/**
 * Init containers run one after the other, and the last container after them; what each of them needs does not add up. What is
 * on one repository has one of them, with its keys.
 */
function renderPod(tasks: readonly MoverTask[], isShared: boolean): Record<string, unknown> {
  const { settings, action, nodeAffinity } = firstOf(tasks);
  const readOnly = action.kind !== 'restore';
  const all = tasks.map((task, at): Placed => ({ task, volume: at === 0 ? 'data' : `data-${at}` }));
  const rounds = roundsOf(all);
  const containers = isShared
    ? rounds.map((round, at) => renderRound(round, { isFirst: at === 0, verifies: !isFollowed(round, rounds[at + 1]) }))
    : all.map(renderAlone);
  return {
    restartPolicy: 'Never',
    serviceAccountName: MOVER_SERVICE_ACCOUNT,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    os: { name: 'linux' },
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    ...(settings.priorityClass ? { priorityClassName: settings.priorityClass } : {}),
    ...(nodeAffinity === undefined
      ? {}
      : { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: requiredOf(nodeAffinity) } } }),
    // Never fsGroup: the kubelet would change the owner of the user's files.
    securityContext: { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } },
    terminationGracePeriodSeconds: 30,
    ...(containers.length > 1 ? { initContainers: containers.slice(0, -1) } : {}),
    containers: containers.slice(-1).map((last) => (action.kind === 'snapshot' ? withLinger(last) : last)),
    volumes: [
      {
        name: 'work',
        emptyDir: { sizeLimit: `${action.kind === 'restore' ? 3 * RESTORE_CACHE_MIB : 4 * CACHE_MIB}Mi` },
      },
      ...all.flatMap(({ task: { claim }, volume }) =>
        claim ? [{ name: volume, persistentVolumeClaim: { claimName: claim, readOnly } }] : [],
      ),
    ],
  };
}

/** Of uploads: their machine looks often enough to find them lingering, and deletes them then. */
const LINGER_SECONDS = '2';

function withLinger(container: Container): Container {
  const env = container.env.map((one) => (one.name === 'SF_LINGER' ? { ...one, value: LINGER_SECONDS } : one));
  return { ...container, env };
}

/** By one that works on the same repository, and looks at what both have saved. */
function isFollowed([{ task }]: readonly [Placed, ...Placed[]], next: readonly Placed[] | undefined): boolean {
  const { clusterId, namespace } = next?.[0]?.task.repository ?? {};
  return clusterId === task.repository.clusterId && namespace === task.repository.namespace;
}

interface Container extends Record<string, unknown> {
  env: { name: string; value: string }[];
}

function renderAlone(placed: Placed): Container {
  const environment = { SF_SHARED: '', SF_VERIFY: 'yes' };
  return renderContainer(placed.task, ALONE, MOVER_SCRIPT, environment, [mountOf(placed, DATA)]);
}

function renderRound(
  round: readonly [Placed, ...Placed[]],
  { isFirst, verifies }: { isFirst: boolean; verifies: boolean },
): Container {
  const [{ task }] = round;
  const environment = { SF_SHARED: 'yes', SF_VERIFY: verifies ? 'yes' : '', ...environmentOfTurns(round) };
  const mounts = round.map((placed, at) => mountOf(placed, dataPathOf(at)));
  return renderContainer(task, moverNameOf(task), scriptOfRound(isFirst), environment, mounts);
}

function mountOf({ task: { action, claim }, volume }: Placed, mountPath: string): object[] {
  return claim ? [{ name: volume, mountPath, readOnly: action.kind !== 'restore' }] : [];
}

function renderContainer(
  task: MoverTask,
  name: string,
  script: string,
  environment: Record<string, string>,
  mounts: readonly object[][],
): Container {
  const { settings } = task;
  const memoryMiB = memoryOf(task);
  const all = {
    ...environmentOf(task),
    ...environment,
    SF_LINGER: '',
    // Fewer collections, up to the same limit: a twentieth of what an upload of small files takes of the processor.
    GOGC: '200',
    GOMEMLIMIT: `${Math.floor(memoryMiB * 0.8)}MiB`,
  };
  return {
    name,
    image: settings.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', script],
    workingDir: WORK,
    env: Object.entries(all).map(([variable, value]) => ({ name: variable, value })),
    envFrom: [{ secretRef: { name: moverNameOf(task) } }],
    resources: {
      requests: { cpu: settings.cpu, memory: `${memoryMiB}Mi` },
      limits: { memory: `${memoryMiB}Mi` },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      // To read and to give back what belongs to anybody; all of them are allowed by PodSecurity `baseline`.
      capabilities: { drop: ['ALL'], add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'] },
    },
    terminationMessagePath: TERMINATION_LOG,
    terminationMessagePolicy: 'File',
    volumeMounts: [{ name: 'work', mountPath: WORK }, ...mounts.flat()],
  };
}

/** A PV says `nodeAffinity: { required }`. */
function requiredOf(nodeAffinity: unknown): unknown {
  return typeof nodeAffinity === 'object' && nodeAffinity !== null && 'required' in nodeAffinity
    ? nodeAffinity.required
    : nodeAffinity;
}
