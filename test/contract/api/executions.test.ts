import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { backupBody } from '../../support/api-steps.ts';
import { startShopApi } from '../../support/shop-api.ts';

const { world } = await startShopApi();

async function startBackup(): Promise<string> {
  const { body } = await world.call('POST', '/v1/backups', { body: backupBody() });
  return String(body.id);
}

/** As domain/cursor.ts makes it of what the list was asked for. */
function hashOf(id: string): string {
  const filter = JSON.stringify({ history: id, epoch: 1 });
  return createHash('sha256').update(filter).digest('base64url').slice(0, 16);
}

describe('the executions of an operation', () => {
  it('are told as Step Functions has them, on AWS with their address in its console', async () => {
    const id = await startBackup();

    const { body } = await world.call('GET', `/v1/operations/${id}/executions`);

    const arn = `arn:aws:states:us-east-1:000000000000:execution:backup:${id}-1`;
    const consoleUrl = `https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${arn}`;
    expect(body.items).toEqual([{ epoch: 1, arn, status: 'RUNNING', startedAt: expect.any(String), consoleUrl }]);
  });

  it('tell the machine as it was and what each state did', async () => {
    const id = await startBackup();

    const { body } = await world.call('GET', `/v1/operations/${id}/executions/1/history`);

    expect(body).toMatchObject({
      execution: { epoch: 1, status: 'RUNNING' },
      definition: { StartAt: expect.any(String), States: expect.any(Object) },
      states: [{ state: body.definition.StartAt, visits: 1 }],
    });
    expect(body).not.toHaveProperty('nextCursor');
  });

  it.each(['2', '0', 'x'])('that are not on record are not found: %s', async (epoch) => {
    const id = await startBackup();

    const { body } = await world.call('GET', `/v1/operations/${id}/executions/${epoch}/history`);

    expect(body).toMatchObject({ status: 404, code: 'execution.not_found' });
  });

  it('refuse a cursor that is not one of their history', async () => {
    const id = await startBackup();
    const key = JSON.stringify({ token: '1', open: { state: {}, type: 1, at: 'never' } });
    const own = Buffer.from(JSON.stringify({ v: 1, filterHash: hashOf(id), key })).toString('base64url');
    const other = Buffer.from(JSON.stringify({ v: 1, filterHash: 'x', key: '{}' })).toString('base64url');

    for (const cursor of ['nonsense', other, own]) {
      const { body } = await world.call('GET', `/v1/operations/${id}/executions/1/history?cursor=${cursor}`);

      expect(body).toMatchObject({ status: 400, code: 'request.cursor_invalid' });
    }
  });
});
