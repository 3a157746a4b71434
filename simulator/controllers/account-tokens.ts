import { annotate, isRecord, type KubeObject, keyOf, namespaceOf } from '../objects.ts';
import type { Controller, Simulation } from '../simulation.ts';

const type = 'kubernetes.io/service-account-token';
const uidAnnotation = 'kubernetes.io/service-account.uid';

/** Fills Secrets that ask for the token of a ServiceAccount; those of an account that is not there, or is another one, go. */
export const accountTokens: Controller = {
  name: 'account tokens',
  keys: (_, { resource, object }) => (resource === 'secrets' && object.type === type ? [keyOf(object)] : []),
  reconcile,
};

function reconcile({ store, caCertificate, tokenOf }: Simulation, key: string): undefined {
  const secret = store.get('secrets', key);
  if (secret === undefined) return;
  const namespace = namespaceOf(secret);
  const name = secret.metadata.annotations?.['kubernetes.io/service-account.name'] ?? '';
  const uid = secret.metadata.annotations?.[uidAnnotation];
  const account = store.get('serviceaccounts', `${namespace}/${name}`);
  if (account === undefined || (uid !== undefined && uid !== account.metadata.uid)) {
    store.remove('secrets', key);
    return;
  }
  if (isRecord(secret.data) && secret.data.token !== undefined) return;
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  store.modify<KubeObject>('secrets', key, (draft) => {
    annotate(draft, uidAnnotation, account.metadata.uid);
    draft.data = {
      token: base64(tokenOf(`system:serviceaccount:${namespace}:${name}`)),
      'ca.crt': base64(caCertificate),
      namespace: base64(namespace),
    };
  });
}
