import { type Endpoint, startAwsJson } from '../aws-json.ts';
import type { StackClock } from '../clock.ts';
import { changeOperations } from './change-secrets.ts';
import { readOperations } from './read-secrets.ts';
import { fileVault, memoryVault } from './vault.ts';

export type SecretsManagerOptions = { clock: StackClock; folder?: string; port?: number };

/** Secrets Manager over its own protocol; client-secrets-manager works on it unchanged. */
export function startSecretsManager(options: SecretsManagerOptions): Promise<Endpoint> {
  const { port, folder, clock } = options;
  const vault = folder ? fileVault(folder) : memoryVault;
  const secrets = vault.load();
  const kept = { secrets, save: () => vault.save(secrets), now: () => clock.now() };
  const operations = { ...changeOperations(kept), ...readOperations(kept) };
  return startAwsJson({ version: '1.1', targetPrefix: 'secretsmanager', operations, ...(port && { port }) });
}
