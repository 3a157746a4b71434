import { Fault } from '../../domain/errors.ts';
import { OPERATION, type Role, selectorOf } from '../../domain/labels.ts';
import type { Clock } from '../clock/clock.ts';
import type { Cluster, KubeObject } from '../cluster/cluster.ts';
import { ensure } from '../cluster/ensure.ts';
import { JOB, POD, SECRET } from '../cluster/kinds.ts';
import type { Movers, MoverTask } from './mover.ts';
import { readMover } from './read-mover.ts';
import { moverNameOf, ownershipOf, renderJob, renderSecret } from './render-mover.ts';

const ROLES: readonly Role[] = ['mover', 'repository', 'validation'];

/** Movers as Jobs in Snapferry's own namespace. */
export function createKubernetesMovers({ installationId, clock }: { installationId: string; clock: Clock }): Movers {
  return {
    async launch(cluster, task) {
      const rendered = renderJob(installationId, cluster.ownNamespace, task);
      const job = await ensure(cluster, JOB, rendered, ownershipOf(installationId, task));
      await ensureSecret(cluster, installationId, job, task);
      return job;
    },

    async read(cluster, operationId, settings) {
      const options = {
        namespace: cluster.ownNamespace,
        labelSelector: selectorOf(installationId, operationId, ROLES),
      };
      const [jobs, pods] = await Promise.all([cluster.listAll(JOB, options), cluster.listAll(POD, options)]);
      const there = jobs.filter((job) => job.metadata.deletionTimestamp === undefined);
      return await Promise.all(
        there.map(async (job) =>
          readMover({ cluster, clock, operationId, settings, job, pod: newestPodOf(job, pods) }),
        ),
      );
    },

    async countLive(cluster) {
      const jobs = await cluster.listAll(JOB, {
        namespace: cluster.ownNamespace,
        labelSelector: selectorOf(installationId, undefined, ['mover', 'repository']),
      });
      const byOperation: Record<string, number> = {};
      const live = jobs.filter((job) => !hasEnded(job));
      for (const job of live) {
        const operationId = job.metadata.labels?.[OPERATION] ?? '';
        byOperation[operationId] = (byOperation[operationId] ?? 0) + 1;
      }
      return { total: live.length, byOperation };
    },

    async end(cluster, task) {
      const name = moverNameOf(task);
      // In the foreground the Job stays until its pods are gone.
      await cluster.delete(JOB, cluster.ownNamespace, name, { propagation: 'Foreground' });
      return (await cluster.get(JOB, cluster.ownNamespace, name)) === undefined;
    },

    async remove(cluster, job) {
      await cluster.delete(JOB, cluster.ownNamespace, job, { propagation: 'Background' });
    },
  };
}

/** A Secret of that name which belongs to an earlier Job of that name is on its way out and would take the pod with it. */
async function ensureSecret(cluster: Cluster, installationId: string, job: KubeObject, task: MoverTask): Promise<void> {
  const { namespace, name, uid } = job.metadata;
  const owner = ownershipOf(installationId, task);
  for (let tries = 0; tries < 3; tries += 1) {
    const secret = await ensure(cluster, SECRET, renderSecret(installationId, job, task), owner);
    if (secret.metadata.ownerReferences?.some((reference) => reference.uid === uid)) return;
    await cluster.delete(SECRET, namespace, name, secret.metadata.uid ? { uid: secret.metadata.uid } : {});
  }
  throw new Fault('cluster.unreachable', `Secret ${name} of an earlier Job is still being deleted`);
}

function newestPodOf(job: KubeObject, pods: readonly KubeObject[]): KubeObject | undefined {
  const { uid } = job.metadata;
  return pods
    .filter((pod) => pod.metadata.ownerReferences?.some((reference) => reference.uid === uid))
    .toSorted((a, b) => createdAt(a).localeCompare(createdAt(b)))
    .at(-1);
}

function createdAt(pod: KubeObject): string {
  return pod.metadata.creationTimestamp ?? '';
}

function hasEnded(job: KubeObject): boolean {
  const conditions: { type: string; status: string }[] = job.status?.conditions ?? [];
  return conditions.some(({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'));
}
