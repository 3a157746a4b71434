import { X509Certificate } from 'node:crypto';
import { parseFields } from '../fields.ts';
import type { ClusterCredentials } from './cluster-spec.ts';

/** When the first of some credentials ends, and which one it is: `token of access`. No secret is in it. */
export interface Expiry {
  at: string;
  of: string;
}

const WARN_MS = 30 * 86_400_000;
/** What `Date` can say, in seconds. */
const LAST_SECOND = 8_640_000_000_000;

/** The first of a cluster's credentials to end; undefined where none says when. */
export function clusterExpiry(identities: { backup: ClusterCredentials; restore?: ClusterCredentials }) {
  const { backup, restore } = identities;
  return earliest([...expiriesOf(backup, 'access'), ...(restore ? expiriesOf(restore, 'restoreAccess') : [])]);
}

function expiriesOf(credentials: ClusterCredentials, field: string): Expiry[] {
  // Of an assumed role nothing is kept that could end.
  if (!('caData' in credentials)) return [];
  const { token, clientCertificate, caData } = credentials;
  const tokenEnds = token === undefined ? undefined : tokenExpiry(token);
  const chain = clientCertificate === undefined ? [] : endsOf(clientCertificate);
  // Any one authority of a bundle is enough: in a rotation the old one ends, and nothing with it.
  const authorities = endsOf(caData).toSorted();
  return [
    ...(tokenEnds ? [{ at: tokenEnds, of: `token of ${field}` }] : []),
    ...chain.map((at) => ({ at, of: `client certificate of ${field}` })),
    ...authorities.slice(-1).map((at) => ({ at, of: `CA of ${field}` })),
  ];
}

/** `exp` of a JWT, whoever signed it; undefined for any other token, which does not say when it ends. */
export function tokenExpiry(token: string): string | undefined {
  try {
    const [, payload = '', ...rest] = token.split('.');
    if (rest.length !== 1) return undefined;
    const { exp } = parseFields(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof exp === 'number' && exp > 0 && exp < LAST_SECOND ? new Date(exp * 1000).toISOString() : undefined;
  } catch {
    return undefined; // not a JWT; what the parser says may quote it
  }
}

function endsOf(pem: string): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block).validToDate.toISOString());
}

function earliest(all: readonly Expiry[]): Expiry | undefined {
  return all.toSorted((a, b) => (a.at < b.at ? -1 : 1))[0];
}

/** From thirty days before. */
export function expiryWarnings(expiry: Expiry, now: Date): string[] {
  const left = Date.parse(expiry.at) - now.getTime();
  if (left <= 0) return [`the ${expiry.of} expired at ${expiry.at}: renew it`];
  if (left > WARN_MS) return [];
  return [`the ${expiry.of} expires at ${expiry.at}, in ${Math.floor(left / 86_400_000)} days: renew it`];
}
