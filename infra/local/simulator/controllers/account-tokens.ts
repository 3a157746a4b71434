import { isRecord, type KubeObject, keyOf, namespaceOf } from '../objects.ts';
import { type Simulation, startController } from '../simulation.ts';

const type = 'kubernetes.io/service-account-token';

/** Fills Secrets that ask for the token of a ServiceAccount. */
export function startAccountTokens(
  simulation: Simulation,
  caCertificate: string,
  tokenOf: (user: string) => string,
): void {
  const { store } = simulation;
  startController(simulation, 'account tokens', {
    keys: ({ resource, object }) => (resource === 'secrets' && object.type === type ? [keyOf(object)] : []),
    reconcile(key) {
      const secret = store.get('secrets', key);
      if (secret === undefined || (isRecord(secret.data) && secret.data.token !== undefined)) return undefined;
      const namespace = namespaceOf(secret);
      const account = secret.metadata.annotations?.['kubernetes.io/service-account.name'] ?? '';
      if (store.get('serviceaccounts', `${namespace}/${account}`) === undefined) return undefined;
      const base64 = (text: string) => Buffer.from(text).toString('base64');
      store.modify<KubeObject>('secrets', key, (draft) => {
        draft.data = {
          token: base64(tokenOf(`system:serviceaccount:${namespace}:${account}`)),
          'ca.crt': base64(caCertificate),
          namespace: base64(namespace),
        };
      });
      return undefined;
    },
  });
}
