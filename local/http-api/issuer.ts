import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CryptoKey,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';

export type Issuer = {
  issuer: string;
  audience: string;
  jwks: JSONWebKeySet;
  /** An access token as Cognito makes them. @param scopes full names, `server/scope`. Valid for `hours`, 12 if absent */
  mint(token: { subject: string; scopes: string[]; hours?: number }): Promise<string>;
  /** The claims, if the gateway would let the token in. */
  verify(token: string): Promise<JWTPayload | undefined>;
};

/** An identity provider whose tokens the gateway takes beside its own. */
export type OtherIssuer = { issuer: string; jwks: JSONWebKeySet };

const ALGORITHM = 'RS256';

/**
 * Signs tokens with its own key, where a deployment has Cognito or another identity provider.
 * @param folder keeps the key (0600), so that a token outlives a restart
 */
export async function createIssuer(options: {
  folder?: string | undefined;
  issuer: string;
  audience: string;
  other?: OtherIssuer | undefined;
}): Promise<Issuer> {
  const { issuer, audience, other } = options;
  const jwk = await readKey(options.folder);
  const kid = 'embedded';
  const key = (await importJWK(jwk, ALGORITHM)) as CryptoKey;
  const { kty, n, e } = jwk;
  const jwks = { keys: [{ kty, n, e, kid, alg: ALGORITHM, use: 'sig' }] } as JSONWebKeySet;
  const trusted = [{ issuer, jwks }, ...(other ? [other] : [])].map((one) => ({
    issuer: one.issuer,
    keys: createLocalJWKSet(one.jwks),
  }));
  return {
    issuer,
    audience,
    jwks,
    mint: ({ subject, scopes, hours = 12 }) =>
      new SignJWT({ scope: scopes.join(' '), client_id: audience, token_use: 'access', username: subject })
        .setProtectedHeader({ alg: ALGORITHM, kid })
        .setSubject(subject)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${hours}h`)
        .sign(key),
    async verify(token) {
      const given = { audience, algorithms: [ALGORITHM], requiredClaims: ['exp'] };
      const asked = trusted.map(async (one) => await jwtVerify(token, one.keys, { ...given, issuer: one.issuer }));
      // Why it is refused is nobody's business: the gateway says Unauthorized.
      return (await Promise.any(asked).catch(() => undefined))?.payload;
    },
  };
}

async function readKey(folder: string | undefined): Promise<JWK> {
  const file = folder && join(folder, 'token-key.json');
  if (file && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  if (!folder || !file) return jwk;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
  return jwk;
}
