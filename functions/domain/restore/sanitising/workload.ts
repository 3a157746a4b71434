import { fieldsOf, listOf } from '../../manifest/manifest.ts';
import { drop, type Sanitiser, without, withSpec } from './sanitiser.ts';

const JOB_LABELS = ['controller-uid', 'job-name', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'];

/** The selector of a Job is its own uid, unless somebody wrote it. */
export const sanitiseJob: Sanitiser = (job) => {
  const spec = fieldsOf(job.spec) ?? {};
  if (spec.manualSelector === true) return job;
  const template = fieldsOf(spec.template) ?? {};
  const metadata = fieldsOf(template.metadata);
  const kept = without(spec, ['selector']);
  return {
    ...job,
    metadata: { ...job.metadata, ...(job.metadata.labels ? { labels: withoutJobLabels(job.metadata.labels) } : {}) },
    spec: {
      ...kept,
      template: {
        ...template,
        ...(metadata ? { metadata: { ...metadata, labels: withoutJobLabels(fieldsOf(metadata.labels) ?? {}) } } : {}),
      },
    },
  };
};

function withoutJobLabels<Value>(labels: Record<string, Value>): Record<string, Value> {
  return without(labels, JOB_LABELS);
}

/** A pod that nothing owns: its node, its computed priority and its injected token are of the cluster. */
export const sanitisePod: Sanitiser = (pod, { note }) => {
  const spec = fieldsOf(pod.spec) ?? {};
  const isToken = ({ name }: Record<string, unknown>): boolean =>
    typeof name === 'string' && name.startsWith('kube-api-access-');
  const withoutToken = (containers: unknown): Record<string, unknown>[] =>
    listOf(containers).map((container) =>
      Array.isArray(container.volumeMounts)
        ? { ...container, volumeMounts: listOf(container.volumeMounts).filter((mount) => !isToken(mount)) }
        : container,
    );
  const kept = drop(
    without(spec, ['priority', 'preemptionPolicy', 'serviceAccount']),
    ['nodeName', 'ephemeralContainers'],
    (field) => note('dropped', `spec.${field}`, 'it was of the pod that ran'),
  );
  return withSpec(pod, {
    ...kept,
    ...(spec.volumes ? { volumes: listOf(spec.volumes).filter((volume) => !isToken(volume)) } : {}),
    ...(spec.containers ? { containers: withoutToken(spec.containers) } : {}),
    ...(spec.initContainers ? { initContainers: withoutToken(spec.initContainers) } : {}),
  });
};

/** Its volume is made anew, empty or filled; what it was made from may be gone. */
export const sanitiseClaim: Sanitiser = (claim, { note }) => {
  const spec = drop(fieldsOf(claim.spec) ?? {}, ['dataSource', 'dataSourceRef', 'selector'], (field) =>
    note('dropped', `spec.${field}`, 'the volume of the claim is made anew'),
  );
  return withSpec(claim, without(spec, ['volumeName']));
};
