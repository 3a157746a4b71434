import { describe, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();

async function ask(selection: object) {
  const before = await world.readAll();
  const { status, body } = await world.call('POST', '/v1/backups', { body: backupBody({ selection }) });
  if (status !== 202) expect(await world.readAll()).toEqual(before);
  return { status, code: body.code, at: body.errors?.[0]?.pointer, body };
}

describe('a backup by a selection', () => {
  it.each<[string, object, string]>([
    ['nothing', {}, '/selection/namespaces'],
    ['"*" beside a name', { namespaces: ['*', 'shop'] }, '/selection/namespaces'],
    ['a selector without labels', { namespaceLabelSelector: {} }, '/selection/namespaceLabelSelector'],
    [
      'a label that is none',
      { namespaceLabelSelector: { matchLabels: { team: 'a b' } } },
      '/selection/namespaceLabelSelector/matchLabels/team',
    ],
    [
      'an operator without values',
      { namespaceLabelSelector: { matchExpressions: [{ key: 'team', operator: 'In' }] } },
      '/selection/namespaceLabelSelector/matchExpressions/0/values',
    ],
    ['what it excludes', { namespaces: ['shop'], exclude: { namespaces: ['shop'] } }, '/selection/exclude/namespaces'],
    ['virtual machines', { kind: 'virtualMachines', namespaces: ['shop'] }, '/selection/kind'],
    ['a namespace of Snapferry', { namespaces: ['snapferry'] }, '/selection/namespaces/0'],
  ])('that asks for %s is refused, and nothing is touched', async (_, selection, at) => {
    expect(await ask(selection)).toMatchObject({ status: 400, code: 'request.invalid', at });
  });

  it('that matches nothing now is refused with the selector that matched nothing', async () => {
    const selection = { namespaceLabelSelector: { matchLabels: { team: 'nobody' } } };
    const refused = await ask(selection);

    expect(refused).toMatchObject({ status: 422, code: 'selection.empty' });
    expect(refused.body).toMatchObject({ selector: 'namespaceLabelSelector' });
    expect((await ask({ ...selection, allowEmpty: true })).status).toBe(202);
  });

  it.each<[string, object, string, RegExp]>([
    [
      'a kind that is none',
      { resourceTypes: [{ group: 'apps', kind: 'Deploymnt' }] },
      'selection.type_not_found',
      /Deploymnt\.apps/,
    ],
    [
      'a kind without its group',
      { resourceTypes: [{ kind: 'Deployment' }] },
      'selection.type_not_found',
      /of kind Deployment; it has Deployment\.apps/,
    ],
    ['a kind of the cluster', { exclude: { resourceTypes: [{ kind: 'Node' }] } }, 'selection.type_not_found', /Node/],
    ['a kind that no backup takes', { resourceTypes: [{ kind: 'Event' }] }, 'selection.type_not_found', /Event/],
    [
      'an object that is not there',
      { resources: [{ kind: 'ConfigMap', namespace: 'shop', name: 'nowhere' }] },
      'selection.object_not_found',
      /ConfigMap shop\/nowhere/,
    ],
  ])('that asks for %s is refused by its name, and nothing is touched', async (_, selection, code, detail) => {
    const refused = await ask({ namespaces: ['shop'], ...selection });

    expect(refused).toMatchObject({ status: 422, code });
    expect(refused.body.detail).toMatch(detail);
  });

  it('keeps what was asked for beside what it has come to', async () => {
    const selection = { namespaces: ['*'], exclude: { namespaces: ['default'] } };
    const { status, body } = await ask(selection);

    expect(status).toBe(202);
    const again = await world.call('GET', `/v1/backups/${body.id}/spec`);
    expect(again.body.selection).toEqual({ kind: 'namespaces', ...selection });
    expect(body.spec.selection).toEqual({
      kind: 'namespaces',
      namespaces: [],
      asked: { kind: 'namespaces', ...selection },
    });
  });
});
