import 'reflect-metadata';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const EC = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNED = { name: 'ECDSA', hash: 'SHA-256' };

/** A certificate authority of one test. */
export interface Authority {
  pem: string;
  issue(names: readonly string[], validity?: { notAfter: Date }): Promise<{ cert: string; key: string }>;
}

export async function createAuthority(): Promise<Authority> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=test authority',
    keys,
    signingAlgorithm: SIGNED,
    notBefore: daysFromNow(-1),
    notAfter: daysFromNow(1),
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    pem: `${certificate.toString('pem')}\n`,
    async issue(names, validity = { notAfter: daysFromNow(1) }) {
      const own = await newKeys();
      const issued = await X509CertificateGenerator.create({
        subject: `CN=${names[0]}`,
        issuer: certificate.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: SIGNED,
        notBefore: daysFromNow(-1),
        notAfter: validity.notAfter,
        extensions: [
          new SubjectAlternativeNameExtension(
            names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
          ),
        ],
      });
      const der = await crypto.subtle.exportKey('pkcs8', own.privateKey);
      return { cert: issued.toString('pem'), key: PemConverter.encode(der, 'PRIVATE KEY') };
    },
  };
}

async function newKeys() {
  return await crypto.subtle.generateKey(EC, true, ['sign', 'verify']);
}

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}
