import { afterAll, expect, it } from 'vitest';
import { startApiWorld } from '../../support/api-world.ts';

const renamed = await startApiWorld({ SCOPE_OPERATE: 'backups/run' });
afterAll(renamed.stop);

it('says who asks, and which release of which installation answers', async () => {
  const { status, body } = await renamed.call('GET', '/v1/me', { subject: 'ben' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ subject: 'ben', installationId: 'abcdefghij', version: expect.any(String) });
});

it('says what the token may, as the API calls it: more includes less', async () => {
  const scopesOf = async (scopes: string) => (await renamed.call('GET', '/v1/me', { scopes })).body.scopes;
  expect(await scopesOf('snapferry/read')).toEqual(['read']);
  expect(await scopesOf('openid backups/run')).toEqual(['read', 'operate']);
  expect(await scopesOf('snapferry/admin')).toEqual(['read', 'operate', 'admin']);
});

it('tells nothing to a token without a scope of the API', async () => {
  const { status, body } = await renamed.call('GET', '/v1/me', { scopes: 'openid snapferry/operate' });
  expect(status).toBe(403);
  expect(body.code).toBe('request.forbidden');
});
