import type { Schemas } from '../../client/client.ts';

/** What is typed into the form of a location: texts, and a switch. */
export interface Draft {
  name: string;
  endpoint: string;
  region: string;
  bucket: string;
  prefix: string;
  pathStyle: boolean;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  gatewayCluster: string;
  recoveryKey: string;
}

const NO_KEYS = { accessKeyId: '', secretAccessKey: '', sessionToken: '', recoveryKey: '' };

export const NEW: Draft = {
  ...NO_KEYS,
  name: '',
  endpoint: '',
  region: 'us-east-1',
  bucket: '',
  prefix: '',
  pathStyle: false,
  gatewayCluster: '',
};

export function draftOf({ name, s3, gatewayCluster = '' }: Schemas['Location']): Draft {
  return { ...NO_KEYS, name, ...s3, gatewayCluster };
}

export function requestOf(draft: Draft): Schemas['LocationRequest'] {
  const { name, gatewayCluster, recoveryKey } = draft;
  return {
    name: name.trim(),
    s3: { ...placeOf(draft), credentials: credentialsOf(draft) },
    ...(gatewayCluster ? { gatewayCluster } : {}),
    ...(recoveryKey ? { recoveryKey: recoveryKey.trim() } : {}),
  };
}

/** Credentials that nobody has typed stay. */
export function updateOf(draft: Draft): Schemas['LocationUpdate'] {
  const isTyped = draft.accessKeyId !== '' || draft.secretAccessKey !== '' || draft.sessionToken !== '';
  return {
    s3: { ...placeOf(draft), ...(isTyped ? { credentials: credentialsOf(draft) } : {}) },
    ...(draft.gatewayCluster ? { gatewayCluster: draft.gatewayCluster } : {}),
  };
}

function placeOf({ endpoint, region, bucket, prefix, pathStyle }: Draft) {
  return {
    endpoint: endpoint.trim(),
    ...(region.trim() === '' ? {} : { region: region.trim() }),
    bucket: bucket.trim(),
    prefix: prefix.trim().replace(/^\/+|\/+$/g, ''),
    pathStyle,
  };
}

function credentialsOf({ accessKeyId, secretAccessKey, sessionToken }: Draft) {
  return {
    accessKeyId: accessKeyId.trim(),
    secretAccessKey: secretAccessKey.trim(),
    ...(sessionToken.trim() === '' ? {} : { sessionToken: sessionToken.trim() }),
  };
}
