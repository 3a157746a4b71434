import { listOf, type Manifest } from '../../manifest/manifest.ts';
import { isToken, ownSecretsOf, pullSecretsOf } from '../../manifest/resources.ts';
import { type Sanitiser, without } from './sanitiser.ts';

/** Secrets that controllers made for an account are theirs to make again; those that somebody named come back. */
export const sanitiseAccount: Sanitiser = (account, { note }) => {
  const secrets = ownSecretsOf(account);
  for (const { name } of listOf(account.secrets)) {
    if (!secrets.some((kept) => kept.name === name)) {
      note('dropped', `secrets[${String(name)}]`, 'the control plane makes it for each account');
    }
  }
  return {
    ...without(account, ['secrets']),
    metadata: account.metadata,
    ...(secrets.length > 0 ? { secrets } : {}),
    ...(account.imagePullSecrets ? { imagePullSecrets: pullSecretsOf(account) } : {}),
  };
};

/** A merge patch that puts on an account what somebody had given the one that was backed up, and nothing else. */
export function accountPatchOf(sanitised: Manifest): Record<string, unknown> {
  const { metadata, imagePullSecrets, secrets, automountServiceAccountToken } = sanitised;
  const { labels, annotations } = metadata;
  return {
    metadata: { ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
    ...(listOf(imagePullSecrets).length > 0 ? { imagePullSecrets } : {}),
    ...(listOf(secrets).length > 0 ? { secrets } : {}),
    ...(automountServiceAccountToken === undefined ? {} : { automountServiceAccountToken }),
  };
}

/** A token that somebody asked for by a Secret: the control plane of the target fills it for the account of that name. */
export const sanitiseSecret: Sanitiser = (secret, { note }) => {
  if (!isToken(secret)) return secret;
  note('dropped', 'data', 'the control plane makes a token of this cluster');
  const { data: _token, ...rest } = secret;
  const { labels } = secret.metadata;
  const kept = Object.entries(labels ?? {}).filter(([key]) => !key.startsWith('kubernetes.io/legacy-token-'));
  return { ...rest, metadata: { ...secret.metadata, ...(labels ? { labels: Object.fromEntries(kept) } : {}) } };
};
