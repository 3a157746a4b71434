import { describe, expect, it } from 'vitest';
import { run } from '../../../cli/run.ts';
import { createFakeShell, json } from '../../support/cli/fake-shell.ts';

const S3 = { endpoint: 'https://s3.example', bucket: 'b' };
const LOCATION = { name: 'l', type: 's3', s3: S3, access: 'controlPlane', generation: 3, state: 'Valid' };

async function apply(text: string, answer: (request: Request) => Response | Promise<Response>) {
  const asked: string[] = [];
  const { shell, said } = createFakeShell(async (request) => {
    asked.push(
      [request.method, new URL(request.url).pathname, request.headers.get('if-match')].filter(Boolean).join(' '),
    );
    return await answer(request);
  });
  const code = await run({ ...shell, readInput: () => text }, ['apply', '-f', '-'], '1');
  return { code, asked, ...said };
}

describe('what is applied', () => {
  it('is not written where all of it is there', async () => {
    const { out, asked } = await apply(JSON.stringify({ location: LOCATION }), () => json(LOCATION));

    expect({ out, asked }).toEqual({ out: 'location/l unchanged\n', asked: ['GET /v1/locations/l'] });
  });

  it('is written over what was read, and over nothing newer', async () => {
    const changed = { ...LOCATION, s3: { ...S3, bucket: 'other' } };
    const { out, asked } = await apply(JSON.stringify({ location: changed }), ({ method }) =>
      json(method === 'GET' ? LOCATION : { ...changed, generation: 4 }),
    );

    expect({ out, asked }).toEqual({
      out: 'location/l configured\n',
      asked: ['GET /v1/locations/l', 'PUT /v1/locations/l "3"'],
    });
  });

  it('with credentials is said to be configured: nobody can see whether they are others', async () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
    const { out } = await apply(JSON.stringify({ location: { ...LOCATION, s3: { ...S3, credentials } } }), () =>
      json(LOCATION),
    );

    expect(out).toBe('location/l configured\n');
  });

  it('is applied but for what is refused, which is said, and is the code', async () => {
    const text = 'policies: [{ name: bad }, { name: good }]';
    const { code, out, err } = await apply(text, ({ method, url }) => {
      if (method === 'POST') return json({ name: 'good' }, 201);
      return url.endsWith('/bad') ? json({ detail: 'it is refused', code: 'x.y' }, 409) : json({}, 404);
    });

    expect({ code, out, err }).toEqual({
      code: 1,
      out: 'policy/good created\n',
      err: 'policy/bad: it is refused (x.y)\n',
    });
  });
});
