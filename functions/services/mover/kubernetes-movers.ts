import { conditionsOf } from '../../domain/cluster/conditions.ts';
import { Fault } from '../../domain/errors.ts';
import { OPERATION, type Role, roleIn, selectorOf } from '../../domain/manifest/labels.ts';
import { listOf } from '../../domain/manifest/manifest.ts';
import type { Clock } from '../clock/clock.ts';
import type { Cluster, KubeObject } from '../cluster/cluster.ts';
import { ensure } from '../cluster/ensure.ts';
import { JOB, type Kind, POD, SECRET } from '../cluster/kinds.ts';
import {
  endedJobs,
  type LiveMovers,
  type MoverSettings,
  type MoverState,
  type Movers,
  type MoverTask,
} from './mover.ts';
import { readMovers } from './read-mover.ts';
import { jobOwnershipOf, moverNameOf, ownershipOf, renderJob, renderSecret } from './render-mover.ts';
import { secretsIn } from './turns.ts';

const ROLES: readonly Role[] = ['mover', 'repository', 'validation'];
/** Those that the limit is for. */
const COUNTED: readonly Role[] = ['mover', 'repository'];

/** Movers as Jobs in Snapferry's own namespace. */
export function createKubernetesMovers({ installationId, clock }: { installationId: string; clock: Clock }): Movers {
  async function list(cluster: Cluster, kind: Kind, operationId: string | undefined, roles: readonly Role[]) {
    const labelSelector = selectorOf(installationId, operationId, roles);
    return await cluster.listAll(kind, { namespace: cluster.ownNamespace, labelSelector });
  }

  async function statesOf(
    cluster: Cluster,
    operationId: string,
    settings: MoverSettings,
    { jobs, pods }: { jobs: readonly KubeObject[]; pods: readonly KubeObject[] },
  ): Promise<MoverState[]> {
    const newest = newestPods(pods);
    const there = jobs.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const states = await Promise.all(
      there.map(async (job) =>
        readMovers({ cluster, clock, operationId, settings, job, pod: newest.get(job.metadata.uid ?? '') }),
      ),
    );
    return states.flat();
  }

  return {
    async launch(cluster, tasks, shared) {
      const rendered = renderJob(installationId, cluster.ownNamespace, tasks, shared);
      const owner = jobOwnershipOf(installationId, tasks, shared !== undefined);
      const job = await ensure(cluster, JOB, rendered, owner);
      const { initContainers, containers } = job.spec?.template?.spec ?? {};
      const secrets = new Set([...listOf(initContainers), ...listOf(containers)].flatMap(secretsIn));
      for (const task of tasks) {
        if (secrets.has(moverNameOf(task))) await ensureSecret(cluster, installationId, job, task);
      }
      return job;
    },

    async read(cluster, operationId, settings) {
      const [jobs, pods] = await Promise.all([
        list(cluster, JOB, operationId, ROLES),
        list(cluster, POD, operationId, ROLES),
      ]);
      return await statesOf(cluster, operationId, settings, { jobs, pods });
    },

    async look(cluster, operationId, settings) {
      const [all, pods] = await Promise.all([
        list(cluster, JOB, undefined, ROLES),
        list(cluster, POD, operationId, ROLES),
      ]);
      const jobs = all.filter(({ metadata }) => metadata.labels?.[OPERATION] === operationId);
      const states = await statesOf(cluster, operationId, settings, { jobs, pods });
      const ended = endedJobs(states);
      return { states, live: countOf(all.filter(({ metadata }) => !ended.has(metadata.name))) };
    },

    async countLive(cluster) {
      return countOf(await list(cluster, JOB, undefined, COUNTED));
    },

    async end(cluster, job) {
      // In the foreground the Job stays until its pods are gone.
      await cluster.delete(JOB, cluster.ownNamespace, job, { propagation: 'Foreground' });
      return (await cluster.get(JOB, cluster.ownNamespace, job)) === undefined;
    },

    async remove(cluster, job) {
      await cluster.delete(JOB, cluster.ownNamespace, job, { propagation: 'Background' });
    },
  };
}

/** A Secret of that name which belongs to an earlier Job of that name is on its way out and would take the pod with it. */
async function ensureSecret(cluster: Cluster, installationId: string, job: KubeObject, task: MoverTask): Promise<void> {
  const { namespace, uid } = job.metadata;
  const name = moverNameOf(task);
  const owner = ownershipOf(installationId, task);
  for (let tries = 0; tries < 3; tries += 1) {
    const secret = await ensure(cluster, SECRET, renderSecret(installationId, job, task), owner);
    if (secret.metadata.ownerReferences?.some((reference) => reference.uid === uid)) return;
    await cluster.delete(SECRET, namespace, name, secret.metadata.uid ? { uid: secret.metadata.uid } : {});
  }
  throw new Fault('cluster.unreachable', `Secret ${name} of an earlier Job is still being deleted`);
}

function countOf(jobs: readonly KubeObject[]): LiveMovers {
  const isCounted = ({ metadata }: KubeObject) => COUNTED.some((role) => role === roleIn(metadata.labels));
  const live = jobs.filter((job) => isCounted(job) && !hasEnded(job));
  const byOperation: Record<string, number> = {};
  for (const { metadata } of live) {
    const operationId = metadata.labels?.[OPERATION] ?? '';
    byOperation[operationId] = (byOperation[operationId] ?? 0) + 1;
  }
  return { total: live.length, byOperation, jobs: new Set(live.map(({ metadata }) => metadata.name)) };
}

/** By the uid of the Job. */
function newestPods(pods: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  const newest = new Map<string, KubeObject>();
  for (const pod of pods) {
    for (const { uid } of pod.metadata.ownerReferences ?? []) {
      const other = newest.get(uid);
      if (!other || createdAt(other) <= createdAt(pod)) newest.set(uid, pod);
    }
  }
  return newest;
}

function createdAt(pod: KubeObject): string {
  return pod.metadata.creationTimestamp ?? '';
}

function hasEnded(job: KubeObject): boolean {
  return conditionsOf(job).some(({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'));
}
