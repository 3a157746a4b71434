import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { answered, createApiClient } from '../../client/client.ts';
import { naming } from '../api/problems.ts';
import { sendPatiently } from '../api/send.ts';
import { apiAt, tokenOf } from '../context/choose.ts';
import { type Context, readConfig, readTokens, type Tokens, writeConfig, writeTokens } from '../context/files.ts';
import { revoke } from '../context/issuer.ts';
import { withOffered } from '../context/offered.ts';
import { signInByBrowser, signInByDevice } from '../context/sign-in.ts';
import { wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';
import type { GlobalOptions } from '../session.ts';
import type { Shell } from '../shell.ts';
import { listed } from './options.ts';

interface Options {
  api?: string;
  issuer?: string;
  clientId?: string;
  scope?: string[];
  redirect?: string;
  device?: boolean;
  token?: boolean;
  browser: boolean;
}

export function loginCommand(shell: Shell): Command {
  const command = new Command('login')
    .description('Sign in to an installation, and make it the current context')
    .option('--api <url>', 'where its API is')
    .option('--issuer <url>', 'the OIDC issuer of its tokens, where its console does not name it')
    .option('--client-id <id>', "of this program at the issuer, a public client; the console's, where there is one")
    .option('--scope <scopes>', 'what is asked for, in place of openid and the scopes of Snapferry', listed)
    .option('--redirect <url>', 'where the browser comes back to, where the issuer wants a fixed port')
    .option('--device', 'by a code that is typed in a browser anywhere, where the issuer offers it')
    .option('--token', 'with a token that is read from stdin')
    .option('--no-browser', 'print the address, and open nothing');
  return command.action(async (options: Options) => {
    const config = readConfig(shell);
    const name = command.optsWithGlobals<GlobalOptions>().context ?? config.current ?? 'default';
    const named = contextFrom(options, config.contexts[name]);
    const context = options.token ? named : await withOffered(shell, named);
    const tokens = await signIn(shell, context, options);
    await lookWhether(shell, context, tokens);
    writeTokens(shell, name, tokens);
    writeConfig(shell, { current: name, contexts: { ...config.contexts, [name]: context } });
    shell.err(`signed in to ${context.api}; the current context is ${name}\n`);
  });
}

/** What is given takes the place of what the context had. */
function contextFrom({ api, issuer, clientId, scope, redirect }: Options, before: Context | undefined): Context {
  const context = { ...before, ...given<Partial<Context>>({ api, issuer, clientId, scopes: scope, redirect }) };
  if (!context.api) throw wrongUse('signed in to what? --api URL');
  apiAt(context.api);
  return { ...context, api: context.api };
}

async function signIn(shell: Shell, context: Context, { device, token, browser }: Options): Promise<Tokens> {
  if (token) return { accessToken: tokenOf(shell.readInput()) };
  if (device) return await signInByDevice(shell, context);
  return await signInByBrowser(shell, context, browser ? openBrowser : () => undefined);
}

/** One question, so that a token that the API does not take is told of at once. */
async function lookWhether(shell: Shell, { api }: Context, { accessToken }: Tokens): Promise<void> {
  const client = createApiClient(apiAt(api), accessToken, (request) => sendPatiently(shell, request));
  await naming({}, answered(client.GET('/v1/clusters', { params: { query: { limit: 1 } } })));
}

/** Whether it can is no matter: the address stands on stderr. */
function openBrowser(url: string): void {
  const [program, ...before] = { darwin: ['open'], win32: ['rundll32', 'url.dll,FileProtocolHandler'] }[
    process.platform as string
  ] ?? ['xdg-open'];
  spawn(program ?? 'xdg-open', [...before, url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

export function logoutCommand(shell: Shell): Command {
  const command = new Command('logout').description('Forget the tokens of the context, here and at its issuer');
  return command.action(async () => {
    const config = readConfig(shell);
    const name = command.optsWithGlobals<GlobalOptions>().context ?? config.current;
    const context = name === undefined ? undefined : config.contexts[name];
    if (name === undefined || !context) throw wrongUse(`there is no context ${name ?? 'to sign out of'}`);
    const tokens = readTokens(shell, name);
    if (!tokens) return shell.err(`not signed in to ${name}\n`);
    // forgotten here, whatever the issuer says to it
    writeTokens(shell, name, undefined);
    shell.err(`signed out of ${name}\n`);
    if (context.issuer) await revoke(shell, context, tokens);
  });
}
