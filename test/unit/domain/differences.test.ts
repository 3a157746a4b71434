import { expect, it } from 'vitest';
import type { Manifest } from '../../../functions/domain/manifest/manifest.ts';
import { differencesOf } from '../../../functions/domain/restore/differences.ts';

function object(spec: object, annotations: Record<string, string> = {}): Manifest {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'one', annotations }, spec };
}

it('what the API server adds, and leaves out since it is empty, is no difference', () => {
  const sent = object({ a: 1, list: [{ name: 'x' }], empty: {}, zero: 0, none: null, no: false });
  const made = { ...object({ a: 1, list: [{ name: 'x', more: 1 }, { name: 'injected' }], b: 2 }), status: {} };

  expect(differencesOf(sent, made)).toEqual([]);
});

it('names each field that was dropped or changed, without its value', () => {
  const sent = object({ gone: 'secret', list: [{ port: 1 }], deep: { kept: 1, gone: 2 } }, { 'example.com/note': 'n' });
  const made = object({ list: [{ port: 2 }], deep: { kept: 1 } });

  expect(differencesOf(sent, made).map(({ field, action }) => `${action} ${field}`)).toEqual([
    'dropped metadata.annotations[example.com/note]',
    'dropped spec.gone',
    'changed spec.list[0].port',
    'dropped spec.deep.gone',
  ]);
  expect(JSON.stringify(differencesOf(sent, made))).not.toContain('secret');
});
