import type { SignedIn } from './signed-in.ts';

const KEPT = 'snapferry-token';
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The token of the address that `npm start` has printed: read once, taken out of the address and so out of the history. A
 * reload must work, so it is kept for this tab; on loopback only, where the same person has the state folder anyway.
 */
export function tokenOfAddress(): SignedIn | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    keep(given);
  }
  const token = given ?? (LOOPBACK.has(location.hostname) ? sessionStorage.getItem(KEPT) : null);
  return token === null ? undefined : signedInWith(token);
}

/** One that was pasted. */
export function signInWithToken(token: string): SignedIn {
  keep(token);
  return signedInWith(token);
}

function keep(token: string): void {
  if (LOOPBACK.has(location.hostname)) sessionStorage.setItem(KEPT, token);
}

function signedInWith(token: string): SignedIn {
  return {
    token: () => token,
    renew: async () => undefined,
    signOut: async () => {
      sessionStorage.removeItem(KEPT);
      location.assign('/');
    },
  };
}
