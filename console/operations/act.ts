import { type ApiClient, answered } from '../../client/client.ts';
import { backups } from '../words/operations.ts';
import type { Summary } from './columns.tsx';

type Started = Pick<Summary, 'kind' | 'id'>;
export type Act = 'cancel' | 'retry' | 'delete' | 'forceDelete' | 'hold' | 'release' | 'undo';

/**
 * Sent twice, the same thing is asked for: keys are made once per action and operation.
 * @returns the operation that is followed by it: another one of a retry and an undo
 */
export async function act(
  api: ApiClient,
  what: Act,
  { kind, id }: Summary,
  key: string,
  reason: string,
): Promise<Started | undefined> {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  const isBackup = kind === 'backup';
  if (what === 'cancel') return await answered(api.POST('/v1/operations/{id}/cancel', { params: { path: { id } } }));
  if (what === 'undo') return await answered(api.POST('/v1/restores/{id}/undo', { params }));
  if (what === 'retry' && isBackup) return await answered(api.POST('/v1/backups/{id}/retry', { params }));
  if (what === 'retry') return await answered(api.POST('/v1/restores/{id}/retry', { params }));
  if (what === 'hold')
    await answered(api.PUT('/v1/backups/{id}/legal-hold', { params: { path: { id } }, body: { reason } }));
  else if (what === 'release') await released(api, id);
  else {
    const query = what === 'forceDelete' ? { force: 'true' as const } : {};
    await answered(api.DELETE('/v1/backups/{id}', { params: { path: { id }, query } }));
  }
  return undefined;
}

async function released(api: ApiClient, id: string): Promise<void> {
  const { response, error } = await api.DELETE('/v1/backups/{id}/legal-hold', { params: { path: { id } } });
  if (!response.ok) await answered(Promise.resolve({ error, response }));
}

export const ACTS_OF: Readonly<Record<'backup' | 'restore' | 'other', readonly Act[]>> = {
  backup: ['retry', 'cancel', 'hold', 'release', 'delete'],
  restore: ['retry', 'cancel', 'undo'],
  other: ['cancel'],
};

/** What the API asks of a token for it. */
export const SCOPES: Readonly<Record<Act, 'operate' | 'admin'>> = {
  cancel: 'operate',
  retry: 'operate',
  undo: 'operate',
  delete: 'operate',
  forceDelete: 'operate',
  hold: 'operate',
  release: 'admin',
};

/** @returns why the API would refuse it now, as far as its record says */
export function whyNot(what: Act, { phase, legalHold, sealingAt }: Summary): string | undefined {
  const open = phase === 'Pending' || phase === 'InProgress';
  if (what === 'cancel' && !open) return backups.onlyOpen;
  if (what === 'cancel') return sealingAt ? backups.sealing : undefined;
  if (what === 'retry' || what === 'undo') {
    return phase === 'Failed' || phase === 'Cancelled' ? undefined : backups.onlyFailed;
  }
  if (what === 'release') return legalHold ? undefined : backups.notHeld;
  if (open) return backups.notEnded;
  return legalHold ? backups.held : undefined;
}
