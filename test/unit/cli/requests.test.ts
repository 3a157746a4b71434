import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../cli/kinds/catalog.ts';
import { backupRequestOf, likeRequestOf, settingsOf } from '../../../cli/requests/backup.ts';
import { manifestsOf, writable } from '../../../cli/requests/manifests.ts';
import { parseEntry, policyRequestOf } from '../../../cli/requests/policy.ts';
import { restoreRequestOf } from '../../../cli/requests/restore.ts';
import { parseSelector } from '../../../cli/requests/selector.ts';

describe('the body of a backup', () => {
  const LEAST = { cluster: 'demo', location: 'local', namespace: ['shop'], offload: true };

  it('says what the flags say, and leaves the rest to the API', () => {
    expect(backupRequestOf('b', LEAST)).toEqual({
      name: 'b',
      cluster: 'demo',
      locations: ['local'],
      selection: { namespaces: ['shop'] },
    });
  });

  it('has every flag in its field', () => {
    const body = backupRequestOf('b', {
      ...LEAST,
      namespaceSelector: 'team=web',
      types: ['ConfigMap', 'Deployment.apps'],
      selector: 'app in (a,b)',
      object: ['Secret/vault/key'],
      excludeNamespace: ['kube-public'],
      excludeVolume: ['shop/cache'],
      excludeTypes: ['Pod'],
      excludeSelector: '!keep',
      allowEmpty: true,
      offload: false,
      class: { 'csi.example': 'fast' },
      keepLocal: 0,
      preRule: 'stop',
      postRule: 'go',
      quiesceGroup: 'all',
      maxFreeze: '30s',
      onMaxFreeze: 'continue',
      fullRead: true,
      snapshotTimeout: '5m',
      set: { moverLimit: '2', cpu: '500m', memoryMiB: '2048', moverTimeout: '4h' },
      label: { team: 'web' },
    });

    expect(body).toEqual({
      name: 'b',
      cluster: 'demo',
      locations: ['local'],
      selection: {
        namespaces: ['shop'],
        namespaceLabelSelector: { matchLabels: { team: 'web' } },
        resourceTypes: [{ kind: 'ConfigMap' }, { kind: 'Deployment', group: 'apps' }],
        resourceLabelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] },
        resources: [{ kind: 'Secret', namespace: 'vault', name: 'key' }],
        exclude: {
          namespaces: ['kube-public'],
          volumes: [{ namespace: 'shop', name: 'cache' }],
          resourceTypes: [{ kind: 'Pod' }],
          resourceLabelSelector: { matchExpressions: [{ key: 'keep', operator: 'DoesNotExist' }] },
        },
        allowEmpty: true,
      },
      offload: false,
      snapshotClasses: { 'csi.example': 'fast' },
      localCopies: { keep: 0 },
      preExecRule: 'stop',
      postExecRule: 'go',
      quiesceGroup: 'all',
      maxFreeze: '30s',
      onMaxFreeze: 'continue',
      fullRead: true,
      snapshotTimeout: '5m',
      settings: { moverLimit: 2, moverTimeout: '4h', resources: { cpu: '500m', memoryMiB: 2048 } },
      labels: { team: 'web' },
    });
  });

  it('takes the fields of a file, and the flags in their place', () => {
    const from = { name: 'old', cluster: 'prod', locations: ['l'], selection: { namespaces: ['a'] }, offload: false };

    expect(backupRequestOf('new', { cluster: 'demo' }, from)).toEqual({ ...from, name: 'new', cluster: 'demo' });
  });

  it('like another one says what is otherwise alone', () => {
    expect(likeRequestOf('bk-a', undefined, { location: 'other' })).toEqual({ like: 'bk-a', locations: ['other'] });
  });

  it.each([
    [{}, 'which cluster?'],
    [{ cluster: 'c' }, 'to which location?'],
    [{ cluster: 'c', location: 'l' }, 'what?'],
    [{ ...LEAST, allNamespaces: true }, 'exclude one another'],
    [{ ...LEAST, excludeVolume: ['cache'] }, 'it is NAMESPACE/CLAIM'],
    [{ ...LEAST, object: ['Secret/key'] }, 'it is TYPE/NAMESPACE/NAME'],
  ])('is not asked for by %j', (flags, said) => {
    expect(() => backupRequestOf('b', flags)).toThrow(said);
  });

  it('has numbers where settings are numbers', () => {
    expect(() => settingsOf({ moverLimit: 'two' })).toThrow('--set moverLimit=two: it is a whole number');
  });
});

describe('a label selector', () => {
  it.each([
    ['team=web', { matchLabels: { team: 'web' } }],
    [
      'team==web,env!=prod',
      { matchLabels: { team: 'web' }, matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['prod'] }] },
    ],
    [
      'tier in (front, back),!canary',
      {
        matchExpressions: [
          { key: 'tier', operator: 'In', values: ['front', 'back'] },
          { key: 'canary', operator: 'DoesNotExist' },
        ],
      },
    ],
    ['tier notin (x)', { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['x'] }] }],
    ['old', { matchExpressions: [{ key: 'old', operator: 'Exists' }] }],
    [
      'a=1,a=2',
      {
        matchExpressions: [
          { key: 'a', operator: 'In', values: ['1'] },
          { key: 'a', operator: 'In', values: ['2'] },
        ],
      },
    ],
    ['app.kubernetes.io/name=x', { matchLabels: { 'app.kubernetes.io/name': 'x' } }],
  ])('is read as kubectl reads it: %s', (text, selector) => expect(parseSelector(text)).toEqual(selector));

  it.each(['a=b=c', 'a in b', '=x', ''])('is none: %s', (text) =>
    expect(() => parseSelector(text)).toThrow('is no label selector'),
  );
});

describe('an entry of a policy', () => {
  it.each([
    ['minute: every 1m, keep 3', { id: 'minute', kind: 'interval', every: '1m', keep: 3 }],
    ['night: daily at 02:00, keep 7', { id: 'night', kind: 'daily', at: '02:00', keep: 7 }],
    [
      'week: weekly sun,WED at 03:00 keep 4',
      { id: 'week', kind: 'weekly', days: ['SUN', 'WED'], at: '03:00', keep: 4 },
    ],
    ['month: monthly last at 04:00, keep 12', { id: 'month', kind: 'monthly', day: 'last', at: '04:00', keep: 12 }],
    ['first: monthly 1 04:00, keep 12', { id: 'first', kind: 'monthly', day: 1, at: '04:00', keep: 12 }],
    ['now: once at 2026-12-01T02:00, keep 1', { id: 'now', kind: 'once', at: '2026-12-01T02:00', keep: 1 }],
  ])('is read: %s', (text, entry) => expect(parseEntry(text)).toEqual(entry));

  it.each([
    'nightly',
    'night: daily, keep 7',
    'night: daily at 02:00',
    'x: weekly at 02:00, keep 1',
    'x: hourly 1, keep 1',
  ])('is none, and examples are shown: %s', (text) => expect(() => parseEntry(text)).toThrow('is no entry'));

  it('is shown as it is read', () => {
    const { entries } = policyRequestOf('p', {
      entry: ['w: weekly SUN,WED at 03:00, keep 4', 'm: monthly last at 04:00, keep 1'],
    });

    expect(entries.map((entry) => parseEntry(entryOf(entry)))).toEqual(entries);
  });
});

describe('the body of a restore', () => {
  it('has every flag in its field', () => {
    const flags = {
      map: { shop: 'copy' },
      to: 'other',
      storageClass: { a: 'b' },
      restoreStatus: true,
      label: { x: 'y' },
    };

    expect(restoreRequestOf('r', 'bk-a', flags)).toEqual({
      name: 'r',
      backup: 'bk-a',
      cluster: 'other',
      namespaceMapping: { shop: 'copy' },
      storageClassMapping: { a: 'b' },
      restoreStatus: true,
      labels: { x: 'y' },
    });
  });
});

describe('what a file holds', () => {
  it('is put in the order in which one needs another, whatever its own', () => {
    const documents = [{ schedules: [{ name: 's' }], policy: { name: 'p' } }, { cluster: { name: 'c' } }];

    expect(manifestsOf(documents, undefined).map(({ kind, name }) => `${kind}/${name}`)).toEqual([
      'cluster/c',
      'policy/p',
      'schedule/s',
    ]);
  });

  it('may be what get has printed, without what nobody writes', () => {
    const printed = {
      items: [{ name: 's', uid: 'u', generation: 3, suspended: { by: 'jane' }, nextRuns: [], policy: 'p' }],
    };

    expect(manifestsOf([printed], 'schedule')).toEqual([
      { kind: 'schedule', name: 's', body: { name: 's', suspended: true, policy: 'p' } },
    ]);
    expect(writable('notification', { name: 'n', kind: 'sns', failing: {} })).toEqual({ name: 'n', kind: 'sns' });
  });

  it.each([
    [[{ backup: { name: 'b' } }], 'a backup is not applied'],
    [[{ policy: 'p' }], 'policy: it is a map of fields'],
    [[{ policy: {} }], 'a policy has no name'],
    [[{ plicy: { name: 'p' } }], 'did you mean policies?'],
  ])('is refused in a sentence: %j', (documents, said) =>
    expect(() => manifestsOf(documents, undefined)).toThrow(said),
  );
});
