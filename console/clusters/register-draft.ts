import type { Schemas } from '../../client/client.ts';
import { type Access, readCredentials } from './credentials-file.ts';
import { type Eks, NO_EKS } from './eks-fields.tsx';

export interface Draft {
  how: 'file' | 'eks';
  text: string;
  eks: Eks;
  withRestore: boolean;
  restoreEks: Eks;
  name: string;
  namespace: string;
  adopt: boolean;
}

export const NEW: Draft = {
  how: 'file',
  text: '',
  eks: NO_EKS,
  withRestore: false,
  restoreEks: NO_EKS,
  name: '',
  namespace: 'snapferry',
  adopt: false,
};

/** The names that a file brings take the place of what is typed. */
export function withFile(draft: Draft, text: string): Draft {
  const { name = draft.name, namespace = draft.namespace } = readCredentials(text) ?? {};
  return { ...draft, text, name, namespace };
}

/** Without credentials that can be read, the API says what is missing. */
export function requestOf(draft: Draft): Schemas['ClusterRequest'] {
  const { name, namespace, adopt } = draft;
  return {
    name: name.trim(),
    ...(namespace.trim() === '' ? {} : { namespace: namespace.trim() }),
    ...identitiesOf(draft),
    ...(adopt ? { adopt } : {}),
  };
}

function identitiesOf({ how, text, eks, withRestore, restoreEks }: Draft) {
  if (how === 'eks') {
    return { access: accessOf(eks), ...(withRestore ? { restoreAccess: accessOf(restoreEks) } : {}) };
  }
  const { access, restoreAccess } = readCredentials(text) ?? { access: {} as Access };
  return { access, ...(restoreAccess ? { restoreAccess } : {}) };
}

function accessOf({ clusterName, region, roleArn, externalId }: Eks): Access {
  return {
    kind: 'eks',
    clusterName: clusterName.trim(),
    region: region.trim(),
    roleArn: roleArn.trim(),
    externalId: externalId.trim(),
  };
}
