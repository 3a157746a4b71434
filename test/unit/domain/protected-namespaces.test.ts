import { expect, it } from 'vitest';
import { protectedBy } from '../../../functions/domain/backup/protected-namespaces.ts';
import { SPECS } from '../../support/specs.ts';

type Backup = Parameters<typeof protectedBy>[0];

function backup(changes: Partial<Backup> = {}, selection: object = {}): Backup {
  const chosen = { kind: 'namespaces' as const, namespaces: ['cart', 'shop'], ...selection };
  return { kind: 'backup', phase: 'Succeeded', spec: { ...SPECS.backup, selection: chosen }, ...changes };
}

const AT = '2026-11-26T00:00:00.000Z';
const asked = (more: object) => ({ asked: { kind: 'namespaces', namespaces: ['cart', 'shop'], ...more } });

it.each<[string, Backup, string[]]>([
  ['that is good has all of its namespaces', backup(), ['cart', 'shop']],
  ['whose copy is lost has none', backup({ copyLostAt: AT }), []],
  ['that is damaged has none', backup({ damagedAt: AT }), []],
  ['that failed has none', backup({ phase: 'Failed' }), []],
  ['of single objects of a namespace has the others', backup({}, { partly: ['cart'] }), ['shop']],
  ['that leaves something out by wish has all', backup({}, asked({ exclude: { volumes: [] } })), ['cart', 'shop']],
  ['of some kinds has none', backup({}, asked({ resourceTypes: [{ group: '', kind: 'ConfigMap' }] })), []],
  ['by labels of objects has none', backup({}, asked({ resourceLabelSelector: { matchLabels: { a: 'b' } } })), []],
  [
    'that lacks a claim has the other namespaces',
    backup({ lacks: { claims: ['shop/a'], count: 1, than: 'x' } }),
    ['cart'],
  ],
  ['that lacks more than is on record has none', backup({ lacks: { claims: ['shop/a'], count: 21, than: 'x' } }), []],
])('a backup %s', (_, one, expected) => {
  expect(protectedBy(one)).toEqual(expected);
});
