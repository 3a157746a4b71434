import { describe, expect, it } from 'vitest';
import { lineOf, readCredentials } from '../../../console/clusters/credentials-file.ts';

const FILE = {
  name: 'production',
  access: { kind: 'token', server: 'https://a', caData: 'ca', token: 't' },
  restoreAccess: { kind: 'token', server: 'https://b', caData: 'ca', token: 't' },
  namespace: 'snapferry',
};
const TEXT = JSON.stringify(FILE, undefined, 2);

describe('a file of credentials', () => {
  it('is read as cluster:credentials prints it', () => {
    expect(readCredentials(TEXT)).toEqual(FILE);
  });

  it('may be a kubeconfig, as YAML or JSON, which is passed on as it is', () => {
    for (const text of ['apiVersion: v1\nkind: Config\n', '{"kind":"Config"}']) {
      expect(readCredentials(text)).toEqual({ access: { kind: 'kubeconfig', kubeconfig: text } });
    }
  });

  it.each(['', '{', '[]', '{"access":"x"}', 'kind: Secret'])('is none where the text is %j', (text) => {
    expect(readCredentials(text)).toBeUndefined();
  });

  it('names the line of a refused part, of the identity that is meant', () => {
    expect(lineOf(TEXT, '/access/server')).toBe(5);
    expect(lineOf(TEXT, '/restoreAccess/server')).toBe(11);
    expect(lineOf(TEXT, '/adopt')).toBeUndefined();
  });
});
