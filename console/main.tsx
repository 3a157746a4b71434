import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import './base.css';
import { ApiProblem } from '../client/client.ts';
import { type Config, readConfig } from './app/config.ts';
import { Pages } from './app/routes.tsx';
import { SessionProvider } from './app/session.tsx';
import { PasteToken } from './app/sign-in/paste-token.tsx';
import type { SignedIn } from './app/sign-in/signed-in.ts';
import { tokenOfAddress } from './app/sign-in/token.ts';
import { showTheme } from './app/theme.ts';
import { Failed } from './parts/failed.tsx';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the API has refused it refuses again.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status < 500),
      staleTime: 1_000,
      // A lost connection is our own business: it is asked again, and said.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

showTheme();
const root = createRoot(document.getElementById('root') as HTMLElement);
await start().catch((error: unknown) => show(<Failed error={error} again={() => location.reload()} />));

async function start(): Promise<void> {
  const config = await readConfig();
  if (config.auth === 'token') {
    // Before the router looks at the address.
    const first = tokenOfAddress();
    show(<WithToken first={first} config={config} />);
    return;
  }
  const { createOidc } = await import('./app/sign-in/oidc.ts');
  const oidc = createOidc(config);
  const signedIn = await oidc.begin();
  if (signedIn) show(<Console config={config} signedIn={signedIn} again={oidc.again} />);
}

function WithToken({ first, config }: { config: Config; first: SignedIn | undefined }) {
  const [signedIn, setSignedIn] = useState(first);
  if (!signedIn) return <PasteToken onSignedIn={setSignedIn} />;
  return <Console config={config} signedIn={signedIn} again={async () => signedIn} />;
}

function Console({ config, signedIn, again }: { config: Config; signedIn: SignedIn; again: () => Promise<SignedIn> }) {
  return (
    <QueryClientProvider client={queries}>
      <SessionProvider config={config} signedIn={signedIn} signInAgain={again}>
        <BrowserRouter>
          <Pages />
        </BrowserRouter>
      </SessionProvider>
    </QueryClientProvider>
  );
}

function show(children: ReactNode): void {
  root.render(
    <StrictMode>
      <I18nProvider locale="en" messages={[messages]}>
        {children}
      </I18nProvider>
    </StrictMode>,
  );
}
