import { describe, expect, it } from 'vitest';
import { checkedMeta } from '../../../functions/domain/cluster/checked-meta.ts';

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true };

describe('what an object says of itself', () => {
  it('is shown as far as it is there', () => {
    const other = { ...owner, name: 'other', controller: false };
    const meta = {
      labels: { 'example.com/app': 'shop', empty: '' },
      creationTimestamp: '2026-11-23T08:00:00Z',
      ownerReferences: [other, owner],
    };

    expect(checkedMeta(meta, 'Pod')).toEqual({
      labels: meta.labels,
      createdAt: meta.creationTimestamp,
      controller: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web' },
    });
    expect(checkedMeta({}, 'Pod')).toEqual({ labels: {} });
    expect(checkedMeta(JSON.parse('{"labels": {"__proto__": "x"}}'), 'Pod')).toEqual({ labels: {} });
    expect(checkedMeta({ labels: null, ownerReferences: null, creationTimestamp: null }, 'Pod')).toEqual({
      labels: {},
    });
  });

  it.each([
    ['labels', { labels: ['a'] }],
    ['labels', { labels: { 'a b': 'c' } }],
    ['labels', { labels: { a: 'b\n' } }],
    ['annotations', { annotations: { a: { toString: 'x' } } }],
    ['creationTimestamp', { creationTimestamp: '\u001b[31m' }],
    ['creationTimestamp', { creationTimestamp: 7 }],
  ])('in %s that none takes is refused: %j', (field, meta) => {
    expect(() => checkedMeta(meta, 'Pod')).toThrow(`a Pod has ${field} that no API server takes`);
  });

  it.each([
    {},
    'ReplicaSet',
    [{ ...owner, kind: '<b>' }],
    [{ ...owner, kind: '../..' }],
    [{ ...owner, name: 'a/b' }],
    [{ ...owner, name: '' }],
    [{ ...owner, apiVersion: 'javascript:' }],
    [{ ...owner, controller: 'true' }],
  ])('does without an owner that names nothing, as whoever writes an object may give it: %j', (ownerReferences) => {
    expect(checkedMeta({ ownerReferences }, 'Pod')).toEqual({ labels: {} });
  });
});
