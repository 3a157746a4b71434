import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Config } from '../config.ts';
import type { SignedIn } from './signed-in.ts';

/** Where the issuer sends the browser back to; a client of the issuer allows this address. */
export const RETURN_PATH = '/signed-in';

/**
 * Authorization code flow with PKCE against the stack's issuer. Tokens stay in memory: a reload is a redirect, which the
 * issuer's own cookie makes a blink. No iframes: browsers keep third-party cookies from them.
 */
export function createOidc(config: Config) {
  const manager = new UserManager({
    authority: config.issuer ?? '',
    client_id: config.clientId ?? '',
    redirect_uri: `${location.origin}${RETURN_PATH}`,
    post_logout_redirect_uri: `${location.origin}/`,
    response_type: 'code',
    scope: ['openid', ...config.scopes].join(' '),
    automaticSilentRenew: false,
    monitorSession: false,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // The verifier has to outlive the redirect; it is worth nothing without the code.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });

  return {
    /** What came back with this address. @returns undefined once the browser is on its way to the issuer */
    async begin(): Promise<SignedIn | undefined> {
      if (location.pathname === RETURN_PATH && window.opener) {
        await manager.signinPopupCallback();
        return undefined;
      }
      if (location.pathname === RETURN_PATH) {
        const user = await manager.signinRedirectCallback();
        history.replaceState(null, '', typeof user.state === 'string' ? user.state : '/');
        return signedIn(manager, user);
      }
      await manager.signinRedirect({ state: location.pathname + location.search });
      return undefined;
    },
    /** In a window of its own: what is typed on the page stays. */
    again: async (): Promise<SignedIn> => signedIn(manager, await manager.signinPopup()),
  };
}

const RENEWED_BEFORE_SECONDS = 60;

function signedIn(manager: UserManager, first: User): SignedIn {
  let user = first;
  let renewing: Promise<string | undefined> | undefined;
  const renew = async () => {
    if (user.refresh_token === undefined) return undefined;
    const renewed = await manager.signinSilent().catch(() => null);
    if (renewed) user = renewed;
    return renewed?.access_token;
  };
  // Many requests find out at once; the issuer takes a refresh token one time.
  const renewOnce = () => (renewing ??= renew().finally(() => (renewing = undefined)));
  return {
    token: async () =>
      ((user.expires_in ?? RENEWED_BEFORE_SECONDS) < RENEWED_BEFORE_SECONDS ? await renewOnce() : undefined) ??
      user.access_token,
    renew: renewOnce,
    signOut: async () => {
      await manager.removeUser();
      const { end_session_endpoint: ends } = await manager.metadataService.getMetadata();
      if (ends) await manager.signoutRedirect();
      else location.assign('/');
    },
  };
}
