import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Secrets } from '../../functions/services/secrets/secrets.ts';
import { createSecrets } from '../../functions/services/secrets/secrets-manager.ts';
import { systemClock } from '../../local/clock.ts';
import { startSecretsManager } from '../../local/secrets-manager/secrets-manager.ts';

let vault: Awaited<ReturnType<typeof startSecretsManager>>;
let client: SecretsManagerClient;
let secrets: Secrets;
beforeAll(async () => {
  vault = await startSecretsManager({ clock: systemClock });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new SecretsManagerClient({ endpoint: vault.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  secrets = createSecrets(client);
});
afterAll(async () => {
  client.destroy();
  await vault.stop();
});

describe('the secret store', () => {
  it('gives back what was written, by the ARN', async () => {
    const arn = await secrets.write('snapferry/one', { token: 't' });

    expect(arn).toMatch(/^arn:/);
    expect(await secrets.read(arn)).toEqual({ token: 't' });
  });

  it('replaces what a name held, under the same ARN', async () => {
    const first = await secrets.write('snapferry/two', { token: 'old', key: 'k' });

    const second = await secrets.write('snapferry/two', { token: 'new' });

    expect(second).toBe(first);
    expect(await secrets.read(first)).toEqual({ token: 'new' });
  });

  it('forgets what was removed, and takes the name again', async () => {
    const arn = await secrets.write('snapferry/three', { token: 't' });

    await secrets.remove(arn);
    await secrets.remove(arn);
    await expect(secrets.read(arn)).rejects.toMatchObject({ code: 'internal', name: 'Permanent' });

    const again = await secrets.write('snapferry/three', { token: 'again' });
    expect(await secrets.read(again)).toEqual({ token: 'again' });
  });

  it('removes what never was', async () => {
    await secrets.remove('arn:aws:secretsmanager:us-east-1:000000000000:secret:snapferry/nothing-AbCdEf');
  });

  it('says that it is away when it is, and nothing of what it was to keep', async () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const endpoint = 'http://127.0.0.1:1';
    const away = createSecrets(
      new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }),
    );

    const fault = await away.write('snapferry/four', { token: 'planted' }).catch((thrown: unknown) => thrown);

    expect(fault).toMatchObject({ code: 'service.unavailable', name: 'Transient' });
    expect((fault as Error).cause).toBeUndefined();
    expect(JSON.stringify(fault)).not.toContain('planted');
  });
});
