import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../functions/domain/manifest/manifest.ts';
import { quotaUseOf } from '../../../functions/domain/restore/quota-use.ts';

const KINDS = {
  Deployment: { group: 'apps', plural: 'deployments' },
  Job: { group: 'batch', plural: 'jobs' },
  PersistentVolumeClaim: { group: '', plural: 'persistentvolumeclaims' },
  Secret: { group: '', plural: 'secrets' },
  Service: { group: '', plural: 'services' },
  CronJob: { group: 'batch', plural: 'cronjobs' },
};

function useOf(kind: keyof typeof KINDS, spec: object): Record<string, number> {
  const { group, plural } = KINDS[kind];
  const apiVersion = group === '' ? 'v1' : `${group}/v1`;
  const object: Manifest = { apiVersion, kind, metadata: { name: 'one', namespace: 'shop' }, spec };
  return Object.fromEntries(quotaUseOf(object, { group, kind, plural }));
}

const container = (requests: object, limits: object = {}) => ({ resources: { requests, limits } });

describe('what an object takes of a quota', () => {
  it.each<[string, keyof typeof KINDS, object, Record<string, number>]>([
    ['a Secret', 'Secret', {}, { 'count/secrets': 1, secrets: 1 }],
    [
      'a claim',
      'PersistentVolumeClaim',
      { storageClassName: 'gold', resources: { requests: { storage: '2Gi' } } },
      {
        'count/persistentvolumeclaims': 1,
        persistentvolumeclaims: 1,
        'requests.storage': 2 ** 31,
        'gold.storageclass.storage.k8s.io/requests.storage': 2 ** 31,
        'gold.storageclass.storage.k8s.io/persistentvolumeclaims': 1,
      },
    ],
    [
      'a Service with a load balancer',
      'Service',
      { type: 'LoadBalancer', ports: [{ port: 80 }, { port: 443 }] },
      { 'count/services': 1, services: 1, 'services.loadbalancers': 1, 'services.nodeports': 2 },
    ],
    [
      'a Deployment, by the pods that are made of it',
      'Deployment',
      {
        replicas: 3,
        template: {
          spec: {
            containers: [container({ cpu: '250m', memory: '1Gi' }, { cpu: '1' }), container({ cpu: '250m' })],
            initContainers: [container({ memory: '2Gi' })],
          },
        },
      },
      {
        'count/deployments.apps': 1,
        'count/pods': 3,
        pods: 3,
        'requests.cpu': 1.5,
        cpu: 1.5,
        'requests.memory': 6 * 2 ** 30,
        memory: 6 * 2 ** 30,
        'limits.cpu': 3,
      },
    ],
    ['a Deployment without pods', 'Deployment', { replicas: 0 }, { 'count/deployments.apps': 1 }],
    ['a Job, which makes one pod unless it says more', 'Job', {}, { 'count/jobs.batch': 1, 'count/pods': 1, pods: 1 }],
    ['a CronJob, whose pods come later', 'CronJob', {}, { 'count/cronjobs.batch': 1 }],
  ])('%s', (_, kind, spec, use) => {
    expect(useOf(kind, spec)).toEqual(use);
  });
});
