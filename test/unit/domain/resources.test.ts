import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../functions/domain/manifest/manifest.ts';
import {
  exclusionOf,
  isCollectedKind,
  isToldByMetadata,
  storedForm,
} from '../../../functions/domain/manifest/resources.ts';
import { createKindBook } from '../../../simulator/kinds.ts';

function object(apiVersion: string, kind: string, name: string, more: Record<string, unknown> = {}): Manifest {
  const { metadata, ...rest } = more;
  return { apiVersion, kind, metadata: { name, namespace: 'shop', ...(metadata as object) }, ...rest };
}

const TOKEN = 'kubernetes.io/service-account-token';

describe('what is collected', () => {
  it('takes a kind that nobody has heard of', () => {
    expect(isCollectedKind({ group: 'example.com', kind: 'Widget', namespaced: true })).toBe(true);
  });

  it.each([
    ['', 'Event'],
    ['events.k8s.io', 'Event'],
    ['coordination.k8s.io', 'Lease'],
    ['metrics.k8s.io', 'PodMetrics'],
    ['snapshot.storage.k8s.io', 'VolumeSnapshot'],
  ])('leaves out %s %s', (group, kind) => {
    expect(isCollectedKind({ group, kind, namespaced: true })).toBe(false);
  });

  it('is told by metadata, and of a Secret by its type, but for two kinds', () => {
    const kinds = createKindBook().all().filter(isCollectedKind);
    const readsFields = kinds.filter(({ group, version, kind }) => {
      const known = { apiVersion: group ? `${group}/${version}` : version, kind, metadata: { name: 'default' } };
      let isRead = false;
      const given = new Proxy(known, {
        get(target, field, receiver) {
          isRead ||= !(field in target) && !(kind === 'Secret' && field === 'type');
          return Reflect.get(target, field, receiver);
        },
      });
      exclusionOf(given);
      return isRead;
    });

    expect(kinds.length).toBeGreaterThan(20);
    expect(readsFields.map(({ kind }) => kind).toSorted()).toEqual(['Endpoints', 'ServiceAccount']);
    expect(kinds.filter((kind) => !isToldByMetadata(kind))).toEqual(expect.arrayContaining(readsFields));
  });

  it('leaves out what is cluster-scoped', () => {
    expect(isCollectedKind({ group: 'example.com', kind: 'Widget', namespaced: false })).toBe(false);
  });

  it.each<[string, Manifest]>([
    ['the root certificate', object('v1', 'ConfigMap', 'kube-root-ca.crt')],
    ['the bare default account', object('v1', 'ServiceAccount', 'default')],
    [
      'endpoints of pods',
      object('v1', 'Endpoints', 'web', { subsets: [{ addresses: [{ targetRef: { kind: 'Pod' } }] }] }),
    ],
    [
      'a generated slice',
      object('discovery.k8s.io/v1', 'EndpointSlice', 'web-x', {
        metadata: { labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' } },
      }),
    ],
    [
      'a mover of ours',
      object('batch/v1', 'Job', 'sf-x', {
        metadata: {
          labels: { 'app.kubernetes.io/managed-by': 'snapferry', 'snapferry.dev/installation': 'aaaaaaaaaa' },
        },
      }),
    ],
  ])('leaves out %s', (_what, given) => {
    expect(exclusionOf(given)).toBeTypeOf('string');
  });

  it.each<[string, Manifest]>([
    [
      'a default account with pull secrets',
      object('v1', 'ServiceAccount', 'default', { imagePullSecrets: [{ name: 'registry' }] }),
    ],
    [
      'endpoints that a person wrote',
      object('v1', 'Endpoints', 'legacy', { subsets: [{ addresses: [{ ip: '10.1.2.3' }] }] }),
    ],
    ['a Helm release', object('v1', 'Secret', 'sh.helm.release.v1.web.v1', { type: 'helm.sh/release.v1' })],
    ['a custom resource', object('example.com/v1', 'Widget', 'default')],
    ['a token, of which the restore decides', object('v1', 'Secret', 'ci-token', { type: TOKEN })],
  ])('keeps %s', (_what, given) => {
    expect(exclusionOf(given)).toBeUndefined();
  });
});

describe('what is stored of an object', () => {
  it('is all of it but who last wrote which field', () => {
    const given = object('v1', 'Secret', 'key', { metadata: { uid: 'u', managedFields: [{}] }, data: { k: 'dg==' } });

    expect(storedForm(given)).toEqual(object('v1', 'Secret', 'key', { metadata: { uid: 'u' }, data: { k: 'dg==' } }));
  });

  it('is never the token of an account', () => {
    const given = object('v1', 'Secret', 'ci-token', { type: TOKEN, data: { token: 'c2VjcmV0' } });

    expect(storedForm(given)).toEqual(object('v1', 'Secret', 'ci-token', { type: TOKEN }));
  });
});
