import { createHash, randomBytes } from 'node:crypto';
import type { Certificates } from './certificates.ts';
import type { Files } from './persistence.ts';

export interface Credentials {
  /** A kubeconfig as JSON, which is YAML: `admin` by client certificate, every other user by bearer token. */
  kubeconfig(user: string): string;
  /** The bearer token of a user; the same after a restart. */
  token(user: string): string;
  userOf(token: string): string | undefined;
}

const admin = 'admin';

export function createCredentials(files: Files, certificates: Certificates, url: () => string): Credentials {
  let stored = files.read('credentials.json') as { secret: string; users: string[] } | undefined;
  if (stored === undefined) {
    stored = { secret: randomBytes(32).toString('base64url'), users: [] };
    files.write('credentials.json', stored);
  }
  const { secret, users } = stored;

  function tokenOf(user: string): string {
    return createHash('sha256').update(`${secret} ${user}`).digest('base64url');
  }

  function token(user: string): string {
    if (!users.includes(user)) {
      users.push(user);
      files.write('credentials.json', { secret, users });
    }
    return tokenOf(user);
  }

  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return {
    token,
    userOf: (given) => users.find((user) => tokenOf(user) === given),
    kubeconfig(user) {
      const identity =
        user === admin
          ? {
              'client-certificate-data': base64(certificates.admin.certificate),
              'client-key-data': base64(certificates.admin.key),
            }
          : { token: token(user) };
      const cluster = { server: url(), 'certificate-authority-data': base64(certificates.ca) };
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'simulator', cluster }],
        users: [{ name: user, user: identity }],
        contexts: [{ name: 'simulator', context: { cluster: 'simulator', user } }],
        'current-context': 'simulator',
      };
      return `${JSON.stringify(config, undefined, 2)}\n`;
    },
  };
}
