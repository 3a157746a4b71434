import { expect, it } from 'vitest';
import { addressOfDraft, readDraft } from '../../../console/create-backup/draft.ts';
import { backupOf, formOf, missingOf, scheduleOf } from '../../../console/create-backup/form.ts';

const DRAFT = { cluster: 'demo', namespaces: ['shop', 'cart'], single: [] };
const form = { ...formOf(DRAFT, '2026-11-29'), location: 'local' };

it('What is left as it is leaves the defaults to the API', () => {
  expect(backupOf(form)).toEqual({
    name: 'shop-2026-11-29',
    cluster: 'demo',
    locations: ['local'],
    selection: { namespaces: ['shop', 'cart'] },
  });
});

it('All that the page can say stands in the request', () => {
  const single = [{ group: '', kind: 'ConfigMap', namespace: 'wiki', name: 'conf' }];
  const whole = {
    ...form,
    offload: false,
    snapshotClasses: { 'ebs.csi.aws.com': 'fast' },
    preExecRule: 'stop',
    maxFreeze: '30s',
    labels: [
      { key: 'tier', value: 'gold' },
      { key: '', value: '' },
    ],
    namespaceLabel: 'team=web',
    types: ['ConfigMap', 'Deployment.apps'],
    resourceLabel: 'app',
    single,
    keep: '2',
    onOffloadFailure: 'remove' as const,
    failedFor: '1h',
    snapshotTimeout: '10m',
  };

  expect(backupOf(whole)).toMatchObject({
    offload: false,
    snapshotClasses: { 'ebs.csi.aws.com': 'fast' },
    preExecRule: 'stop',
    maxFreeze: '30s',
    labels: { tier: 'gold' },
    localCopies: { keep: 2, onOffloadFailure: 'remove', failedFor: '1h' },
    snapshotTimeout: '10m',
    selection: {
      namespaces: ['shop', 'cart'],
      namespaceLabelSelector: { matchLabels: { team: 'web' } },
      resourceTypes: [{ kind: 'ConfigMap' }, { group: 'apps', kind: 'Deployment' }],
      resourceLabelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] },
      resources: single,
    },
  });
});

it('On a schedule the same is the backup of the schedule, which has a name of its own', () => {
  const { name: _, ...backup } = backupOf(form);

  expect(scheduleOf({ ...form, onSchedule: true, policy: 'often' })).toEqual({ name: 'shop', policy: 'often', backup });
});

it('What is missing is said by field before the API is asked', () => {
  const empty = formOf({ cluster: '', namespaces: [], single: [] }, '2026-11-29');
  const missing = missingOf({ ...empty, onSchedule: true, resourceLabel: 'a b' }, 'missing', 'wrong');

  expect(missing).toEqual({
    '/cluster': 'missing',
    '/name': 'missing',
    '/locations': 'missing',
    '/policy': 'missing',
    '/selection/namespaces': 'missing',
    '/selection/resourceLabelSelector': 'wrong',
  });
  expect(missingOf(form, 'missing', 'wrong')).toEqual({});
});

it('What was chosen on the page of a cluster goes by the address, and comes back', () => {
  const draft = { ...DRAFT, namespaceLabel: 'team=web', types: ['ConfigMap'], resourceLabel: 'app=shop' };
  const { to, state } = addressOfDraft(draft);

  expect(to).not.toContain('undefined');
  expect(readDraft(new URL(to, 'http://console').searchParams, state)).toEqual(draft);
});
