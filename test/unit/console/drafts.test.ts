import { describe, expect, it } from 'vitest';
import * as cluster from '../../../console/clusters/edit-draft.ts';
import * as location from '../../../console/locations/draft.ts';
import * as notification from '../../../console/notifications/draft.ts';
import * as policy from '../../../console/policies/draft.ts';
import * as rule from '../../../console/rules/draft.ts';
import * as schedule from '../../../console/schedules/draft.ts';

const ITEM = { uid: 'u', generation: 3, createdAt: '', createdBy: 'ann', updatedAt: '' };

describe('a form that is saved as it was opened', () => {
  it('changes no entry of a policy', () => {
    const entries = [
      { id: 'often', kind: 'interval' as const, every: '6h', keep: 1 },
      { id: 'daily', kind: 'daily' as const, at: '02:30', keep: 7 },
      { id: 'weekly', kind: 'weekly' as const, days: ['MON' as const, 'FRI' as const], at: '03:00', keep: 4 },
      { id: 'monthly', kind: 'monthly' as const, day: 'last' as const, at: '04:00', keep: 12 },
      { id: 'first', kind: 'monthly' as const, day: 1, at: '04:00', keep: 12 },
      { id: 'once', kind: 'once' as const, at: '2026-12-01T02:00', keep: 1 },
    ];
    const spec = { timeZone: 'Europe/Berlin', entries, overlap: 'queue' as const, missed: 'skip' as const };

    expect(policy.updateOf(policy.draftOf({ ...ITEM, name: 'gold', ...spec }))).toEqual(spec);
  });

  it('changes no action of a rule', () => {
    const action = {
      podSelector: {
        matchLabels: { app: 'db' },
        matchExpressions: [{ key: 'x', operator: 'Exists' as const, values: [] }],
      },
      command: 'sync',
      background: false,
      runInSinglePod: true,
      timeout: '30s',
      onError: 'continue' as const,
      onNoMatch: 'fail' as const,
    };
    const actions = [{ ...action, container: 'db', undo: 'true' }, action];

    expect(rule.requestOf(rule.draftOf({ ...ITEM, name: 'calm', actions }))).toEqual({ name: 'calm', actions });
  });

  it('changes no setting of a cluster, and leaves its credentials alone', () => {
    const settings = {
      resources: { cpu: '200m', memoryMiB: 512 },
      limits: { cpu: '4' },
      moverLimit: 3,
      fullReadEvery: 0,
      moverTimeout: '12h',
      systemNamespaces: ['storage-*'],
    };
    const opened = { namespace: 'snapferry', settings } as Parameters<typeof cluster.draftOf>[0];

    expect(cluster.updateOf(cluster.draftOf(opened))).toEqual({ namespace: 'snapferry', settings });
  });

  it('changes nothing of a location, and leaves its credentials alone', () => {
    const s3 = { endpoint: 'https://s3', region: 'r', bucket: 'b', prefix: 'p/q', pathStyle: true };
    const opened = { name: 'attic', s3, gatewayCluster: 'c1' } as Parameters<typeof location.draftOf>[0];

    expect(location.updateOf(location.draftOf(opened))).toEqual({ s3, gatewayCluster: 'c1' });
  });

  it('leaves the secret of a webhook alone', () => {
    const own = { kind: 'webhook' as const, url: 'https://hooks', events: ['backup.failed' as const] };

    expect(notification.updateOf(notification.draftOf({ ...ITEM, name: 'ops', ...own }))).toEqual(own);
  });

  it('changes nothing of a schedule, also what the form does not show', () => {
    const backup = {
      cluster: 'c1',
      locations: ['attic'],
      labels: { team: 'web' },
      fullRead: true,
      preExecRule: 'calm',
    };
    const opened = { policy: 'gold', backup, mayBeDeleted: ['shop/*'] } as unknown as Parameters<
      typeof schedule.draftOf
    >[0];

    expect(schedule.updateOf(opened, schedule.draftOf(opened))).toEqual(opened);
  });
});

describe('a form in which something is no number', () => {
  it('sends it as it was typed, for the API to say of which field', () => {
    const opened = { namespace: 'snapferry', settings: {} } as Parameters<typeof cluster.draftOf>[0];
    const draft = cluster.draftOf(opened);

    expect(cluster.updateOf({ ...draft, settings: { ...draft.settings, moverLimit: 'many' } }).settings).toEqual({
      moverLimit: 'many',
    });
  });
});
