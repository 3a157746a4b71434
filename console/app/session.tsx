import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { type ApiClient, answered, createApiClient, type Schemas } from '../../client/client.ts';
import { usePolled } from '../api/polling.ts';
import { createSend } from '../api/send.ts';
import { Failed } from '../parts/failed.tsx';
import { deniedFor } from '../words/scopes.ts';
import type { Config } from './config.ts';
import { SignInAgain } from './sign-in/again.tsx';
import type { SignedIn } from './sign-in/signed-in.ts';

export type Me = Schemas['Me'];
export type Scope = 'read' | 'operate' | 'admin';

export interface Session {
  api: ApiClient;
  config: Config;
  me: Me;
  signOut: () => Promise<void>;
}

const Context = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error('a screen outside the session');
  return session;
}

export function useApi(): ApiClient {
  return useSession().api;
}

interface SessionProps {
  config: Config;
  signedIn: SignedIn;
  signInAgain: () => Promise<SignedIn>;
  children: ReactNode;
}

/** The API as whoever is signed in; a token that is refused is renewed once, then the person is asked, over the page. */
export function SessionProvider({ config, signedIn: first, signInAgain, children }: SessionProps) {
  const [current] = useState(() => ({ signedIn: first }));
  const [refused, setRefused] = useState(false);
  const api = useMemo(() => {
    const send = createSend();
    return createApiClient(
      location.origin,
      () => current.signedIn.token(),
      async (request) => {
        const again = request.clone();
        const response = await send(request);
        if (response.status !== 401) return response;
        const token = await current.signedIn.renew();
        if (token === undefined) {
          setRefused(true);
          return response;
        }
        again.headers.set('authorization', `Bearer ${token}`);
        return await send(again);
      },
    );
  }, [current]);
  const me = usePolled({ key: ['me'], load: (signal) => answered(api.GET('/v1/me', { signal })) });
  const session = useMemo(
    () => me.data && { api, config, me: me.data, signOut: () => current.signedIn.signOut() },
    [api, config, me.data, current],
  );
  const signIn = async (signedIn: SignedIn) => {
    current.signedIn = signedIn;
    setRefused(false);
    await me.refetch();
  };
  return (
    <>
      {refused && <SignInAgain config={config} signInAgain={signInAgain} onSignedIn={signIn} />}
      {session ? (
        <Context value={session}>{children}</Context>
      ) : (
        me.error && !refused && <Failed error={me.error} again={() => void me.refetch()} />
      )}
    </>
  );
}

/** Why this person may not do something, or undefined where they may. */
export function useDenied(scope: Scope): string | undefined {
  const { me } = useSession();
  return me.scopes.includes(scope) ? undefined : deniedFor(scope);
}
