import { VERSION } from '../../domain/cluster/version.ts';
import type { Uses } from '../../platform/services.ts';
import { hasScope } from '../http/caller.ts';
import { route } from '../http/contract.ts';
import { SCOPES } from '../http/scopes.ts';

/** For whoever shows what the caller may do before it is tried. */
export const getMe = route({
  operationId: 'getMe',
  route: 'GET /v1/me',
  scope: 'read',
  summary: 'Who asks, by the token, what it may, and what answers',
  answer: 'Me',
  handle: async ({ config }: Uses<'config'>, { caller }) => ({
    subject: caller.subject,
    scopes: SCOPES.filter((scope) => hasScope(caller, scope, config.scopes)),
    version: VERSION,
    installationId: config.installationId,
  }),
});
