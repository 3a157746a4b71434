import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../local/aws-json.ts';
import { systemClock } from '../../local/clock.ts';
import { startSecretsManager } from '../../local/secrets-manager/secrets-manager.ts';

describe('Secrets Manager of the embedded stack, through client-secrets-manager', () => {
  let folder: string;
  let endpoint: Endpoint;
  let client: SecretsManagerClient;

  async function open(): Promise<void> {
    endpoint = await startSecretsManager({ folder, clock: systemClock });
    const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
    client = new SecretsManagerClient({ endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  }

  async function close(): Promise<void> {
    client.destroy();
    await endpoint.stop();
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'snapferry-secrets-'));
    await open();
  });

  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  async function create(Name: string, SecretString: string): Promise<string> {
    return String((await client.send(new CreateSecretCommand({ Name, SecretString }))).ARN);
  }

  async function read(SecretId: string): Promise<string | undefined> {
    return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
  }

  it('gives a value back by name, by ARN and after a restart', async () => {
    const arn = await create('snapferry/clusters/c1', 'token');
    await close();
    await open();

    expect(await read('snapferry/clusters/c1')).toBe('token');
    expect(await read(arn)).toBe('token');
  });

  it('replaces a value', async () => {
    const SecretId = await create('a', 'old');
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'new' }));

    expect(await read('a')).toBe('new');
  });

  it('refuses a second secret of a name, but not a repeated request', async () => {
    const request = new CreateSecretCommand({
      Name: 'a',
      SecretString: 'x',
      ClientRequestToken: 'one-token-of-32-characters-or-more',
    });
    const first = await client.send(request);

    expect((await client.send(request)).ARN).toBe(first.ARN);
    await expect(create('a', 'y')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('hides a secret in its recovery window, and keeps its name taken', async () => {
    await create('a', 'x');
    await client.send(new DeleteSecretCommand({ SecretId: 'a' }));

    await expect(read('a')).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(create('a', 'y')).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  it('lists names, without values', async () => {
    await create('snapferry/a', 'value-of-a');
    await create('other/b', 'value-of-b');

    const { SecretList = [] } = await client.send(new ListSecretsCommand());

    expect(SecretList.map(({ Name }) => Name)).toEqual(['snapferry/a', 'other/b']);
    expect(JSON.stringify(SecretList)).not.toContain('value-of');
  });

  it('writes nothing in clear, and only for its owner', async () => {
    await create('plain-name', 'plain-value');

    const file = join(folder, 'secrets.enc');
    expect(readFileSync(file, 'latin1')).not.toMatch(/plain/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'secrets.key')).mode & 0o777).toBe(0o600);
  });

  it('refuses a file that was changed', async () => {
    await create('a', 'x');
    await close();
    const file = join(folder, 'secrets.enc');
    const sealed = readFileSync(file);
    sealed[20] = (sealed[20] ?? 0) ^ 1;
    writeFileSync(file, sealed);

    expect(() => startSecretsManager({ folder, clock: systemClock })).toThrow('does not fit');

    rmSync(file);
    await open();
  });
});
