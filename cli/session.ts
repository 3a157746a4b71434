import type { Command } from 'commander';
import { type ApiClient, createApiClient } from '../client/client.ts';
import { sendPatiently } from './api/send.ts';
import { chooseTarget } from './context/choose.ts';
import type { Shell } from './shell.ts';

/** A command that speaks to an API. */
export interface Session {
  shell: Shell;
  api: ApiClient;
}

export interface GlobalOptions {
  context?: string;
}

export function openSession(shell: Shell, command: Command): Session {
  const { context } = command.optsWithGlobals<GlobalOptions>();
  const { api, token } = chooseTarget(shell, context);
  return { shell, api: createApiClient(api, token, (request) => sendPatiently(shell, request)) };
}
